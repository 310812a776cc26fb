import { ModelError, messageOf } from '../errors';
import { suggestion } from '../support/nearest';
import { evaluateNode } from './evaluate';
import { nodeLabel, type OnnxModel, type OnnxNode, type TensorValue } from './graph';
import { OPERATOR_NAMES, operatorAt } from './operators';
import { ELEMENTWISE_RULES } from './shapes/elementwise';
import { LAYER_RULES } from './shapes/layers';
import { QUANTIZATION_RULES } from './shapes/quantization';
import { REARRANGING_RULES } from './shapes/rearrange';
import type { RuleContext, ShapeRule, StaticValue } from './shapes/rules';
import { countElements } from './tensor';

export type { StaticValue } from './shapes/rules';

const RULES: Readonly<Record<string, ShapeRule>> = {
  ...ELEMENTWISE_RULES,
  ...LAYER_RULES,
  ...QUANTIZATION_RULES,
  ...REARRANGING_RULES,
};

/** Enough for the shape arithmetic of exporters. */
const SHAPE_ARITHMETIC_ELEMENTS = 4096;

export interface StaticAnalysis {
  /** Element type and dimensions of every input, initializer and node output, by name. */
  readonly values: Map<string, StaticValue>;
  /** The values that do not depend on the network's input, initializers included. */
  readonly constants: Map<string, TensorValue>;
}

/**
 * Infers type and dimensions of every value. A dynamic first dimension of an input becomes a batch of 1.
 * @param file path of the model, for error messages
 * @throws ModelError when shapes contradict each other, an operator is unsupported, or a dimension depends on the
 *  network's input
 */
export function inferShapes(model: OnnxModel, file: string): Map<string, StaticValue> {
  return analyse(model, file).values;
}

/** Like inferShapes, and returns the constants as well.
 *  @param constantElements maximum number of elements of a computed constant */
export function analyse(
  model: OnnxModel,
  file: string,
  constantElements = SHAPE_ARITHMETIC_ELEMENTS,
): StaticAnalysis {
  const { graph } = model;
  const constants = new Map(graph.initializers);
  const values = new Map<string, StaticValue>();
  for (const [name, { type, dims }] of constants) values.set(name, { type, dims });
  for (const { name, type, shape } of graph.inputs) {
    const dims = shape.map((size, axis) => {
      if (typeof size === 'number') return size;
      if (axis === 0) return 1;
      const which = size === '' ? '' : ` ('${size}')`;
      throw new ModelError(
        `${file}: dimension ${axis}${which} of its input '${name}' is dynamic; export it with fixed shapes`,
      );
    });
    values.set(name, { type, dims });
  }
  const opset = model.opsets.get('') ?? 0;
  for (const node of graph.nodes) inferNode(node, opset, { values, constants }, constantElements, file);
  for (const { name, type, shape } of graph.outputs) {
    const found = values.get(name);
    const fits =
      found?.type === type &&
      found.dims.length === shape.length &&
      shape.every((size, axis) => typeof size !== 'number' || size === found.dims[axis]);
    if (!fits) {
      throw new ModelError(
        `${file}: its output '${name}' is declared ${type} [${shape.join(', ')}], but the graph gives ` +
          (found ? `${found.type} [${found.dims.join(', ')}]` : 'no value of that name'),
      );
    }
  }
  return { values, constants };
}

function inferNode(
  node: OnnxNode,
  opset: number,
  { values, constants }: StaticAnalysis,
  constantElements: number,
  file: string,
): void {
  const rule = node.domain === '' && Object.hasOwn(RULES, node.opType) ? RULES[node.opType]! : null;
  const fail = (complaint: string, cause?: unknown) =>
    new ModelError(`${file}: node ${nodeLabel(node)} (${node.opType}, opset ${opset}): ${complaint}`, {
      cause,
    });
  if (!rule) throw fail(`the operator is not supported${suggestion(node.opType, OPERATOR_NAMES)}`);
  checkFirstType(node, opset, values, fail);
  const context: RuleContext = {
    node,
    opset,
    inputs: node.inputs.map((name) => {
      if (name === '') return null;
      const value = values.get(name);
      if (!value) throw fail(`no node before it writes '${name}'`);
      return value;
    }),
    constant: (index) => constants.get(node.inputs[index] ?? '') ?? null,
  };
  try {
    const outputs = rule(context);
    const known = outputs.every(({ dims }) => countElements(dims) <= constantElements)
      ? evaluateNode(context, outputs)
      : null;
    for (const [i, name] of node.outputs.entries()) {
      if (name === '') continue;
      const output = outputs[i];
      if (!output) throw new Error(`its output ${i} is only for training`);
      values.set(name, output);
      const constant = known?.[i];
      if (constant) constants.set(name, constant);
    }
  } catch (error) {
    throw fail(messageOf(error), error);
  }
}

/** Checked here because onnxruntime would reject the type only when it loads the model. */
function checkFirstType(
  node: OnnxNode,
  opset: number,
  values: StaticAnalysis['values'],
  fail: (complaint: string) => ModelError,
): void {
  const operator = operatorAt(node.opType, opset);
  const first = values.get(node.inputs[0] ?? '');
  if (operator === null || typeof operator === 'number' || operator.types === null || !first) return;
  if (operator.types.includes(first.type)) return;
  throw fail(`accepts ${operator.types.join(', ')}; '${node.inputs[0]}' is ${first.type}`);
}
