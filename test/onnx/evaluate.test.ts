import { ModelError } from '../../src/errors';
import type { OnnxNode, TensorValue } from '../../src/onnx/graph';
import { analyse } from '../../src/onnx/shapes';
import { createInt64Tensor, toNumbers } from '../../src/onnx/tensor';
import { createNetwork, float32Of, int, ints, node } from './support/networks';

type Constants = Readonly<Record<string, TensorValue>>;

/** Computes the constant 'y' of a network whose nodes read only constants. */
function computeConstant(nodes: readonly OnnxNode[], initializers: Constants): number[] {
  const model = createNetwork({ outputs: {}, nodes, initializers });
  return Array.from(toNumbers(analyse(model, 'some.onnx').constants.get('y')!));
}

function rejectionOf(nodes: readonly OnnxNode[], initializers: Constants): string {
  try {
    computeConstant(nodes, initializers);
  } catch (error) {
    expect(error).toBeInstanceOf(ModelError);
    return (error as Error).message;
  }
  return 'none';
}

describe('constants of exporters', () => {
  it('are computed without running the network', () => {
    expect(
      computeConstant([node('Div', 'a b', 'y')], {
        a: createInt64Tensor([2], [-7, 7]),
        b: createInt64Tensor([], [2]),
      }),
    ).toEqual([-3, 3]);
    expect(
      computeConstant([node('Cast', 'a', 'y', { to: int(7) })], { a: float32Of([2], [-1.5, 2.9]) }),
    ).toEqual([-1, 2]);
    expect(
      computeConstant([node('Transpose', 'a', 'y', { perm: ints(1, 0) })], {
        a: float32Of([2, 3], [1, 2, 3, 4, 5, 6]),
      }),
    ).toEqual([1, 4, 2, 5, 3, 6]);
    expect(
      computeConstant([node('Shape', 'a', 's'), node('Gather', 's last', 'y')], {
        a: float32Of([2, 3], [1, 2, 3, 4, 5, 6]),
        last: createInt64Tensor([1], [-1]),
      }),
    ).toEqual([3]);
  });

  const whole = createInt64Tensor([1], [2]);
  it.each<[string, OnnxNode, Constants, RegExp]>([
    [
      'NaN as an integer',
      node('Cast', 'a', 'y', { to: int(7) }),
      { a: float32Of([1], [Number.NaN]) },
      /gives NaN, which is not int64$/,
    ],
    [
      'an integer division by 0',
      node('Div', 'a b', 'y'),
      { a: whole, b: createInt64Tensor([1], [0]) },
      /gives Infinity, which is not int64$/,
    ],
    [
      'a fraction as an integer',
      node('Pow', 'a b', 'y'),
      { a: whole, b: createInt64Tensor([1], [-1]) },
      /gives 0\.5, which is not int64$/,
    ],
    [
      'infinity as an integer',
      node('Cast', 'a', 'y', { to: int(6) }),
      { a: float32Of([1], [Number.POSITIVE_INFINITY]) },
      /gives Infinity, which is not int32$/,
    ],
  ])('reject %s', (_, last, initializers, expected) => {
    expect(rejectionOf([last], initializers)).toMatch(/^some\.onnx: node 'y' \(\w+, opset 13\): /);
    expect(rejectionOf([last], initializers)).toMatch(expected);
  });

  it('reject an element type that the operator does not accept', () => {
    expect(rejectionOf([node('Sigmoid', 'a', 'y')], { a: whole })).toBe(
      "some.onnx: node 'y' (Sigmoid, opset 13): accepts float16, float32, float64; 'a' is int64",
    );
  });
});
