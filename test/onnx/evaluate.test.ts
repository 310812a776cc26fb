import { ModelError } from '../../src/errors';
import type { OnnxNode, TensorValue } from '../../src/onnx/graph';
import { analyse } from '../../src/onnx/shapes';
import { int64Tensor, numbersOf } from '../../src/onnx/tensor';
import { float32Of, int, ints, network, node } from './support/networks';

type Constants = Readonly<Record<string, TensorValue>>;

/** What is known of 'y', given by nodes that read constants alone. */
function constant(nodes: readonly OnnxNode[], initializers: Constants): number[] {
  const model = network({ outputs: {}, nodes, initializers });
  return Array.from(numbersOf(analyse(model, 'some.onnx').constants.get('y')!));
}

function complaint(nodes: readonly OnnxNode[], initializers: Constants): string {
  try {
    constant(nodes, initializers);
  } catch (error) {
    expect(error).toBeInstanceOf(ModelError);
    return (error as Error).message;
  }
  return 'none';
}

describe('constants that exporters compute', () => {
  it('are known before the network runs', () => {
    expect(
      constant([node('Div', 'a b', 'y')], { a: int64Tensor([2], [-7, 7]), b: int64Tensor([], [2]) }),
    ).toEqual([-3, 3]);
    expect(constant([node('Cast', 'a', 'y', { to: int(7) })], { a: float32Of([2], [-1.5, 2.9]) })).toEqual([
      -1, 2,
    ]);
    expect(
      constant([node('Transpose', 'a', 'y', { perm: ints(1, 0) })], {
        a: float32Of([2, 3], [1, 2, 3, 4, 5, 6]),
      }),
    ).toEqual([1, 4, 2, 5, 3, 6]);
    expect(
      constant([node('Shape', 'a', 's'), node('Gather', 's last', 'y')], {
        a: float32Of([2, 3], [1, 2, 3, 4, 5, 6]),
        last: int64Tensor([1], [-1]),
      }),
    ).toEqual([3]);
  });

  const whole = int64Tensor([1], [2]);
  it.each<[string, OnnxNode, Constants, RegExp]>([
    [
      'no number',
      node('Cast', 'a', 'y', { to: int(7) }),
      { a: float32Of([1], [Number.NaN]) },
      /gives NaN, which is no int64$/,
    ],
    [
      'a whole number divided by 0',
      node('Div', 'a b', 'y'),
      { a: whole, b: int64Tensor([1], [0]) },
      /gives Infinity, which is no int64$/,
    ],
    [
      'a fraction',
      node('Pow', 'a b', 'y'),
      { a: whole, b: int64Tensor([1], [-1]) },
      /gives 0\.5, which is no int64$/,
    ],
    [
      'a large number that is none in 32 bits',
      node('Cast', 'a', 'y', { to: int(6) }),
      { a: float32Of([1], [Number.POSITIVE_INFINITY]) },
      /gives Infinity, which is no int32$/,
    ],
  ])('%s is refused in words', (_, last, initializers, expected) => {
    expect(complaint([last], initializers)).toMatch(/^some\.onnx: node 'y' \(\w+, opset 13\): /);
    expect(complaint([last], initializers)).toMatch(expected);
  });

  it('an element type that the operator does not take is named', () => {
    expect(complaint([node('Sigmoid', 'a', 'y')], { a: whole })).toBe(
      "some.onnx: node 'y' (Sigmoid, opset 13): takes float16, float32, float64; 'a' is int64",
    );
  });
});
