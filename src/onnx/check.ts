import { ModelError } from '../errors';
import { suggestion } from '../support/nearest';
import { NEWEST_IR, NEWEST_OPSET, OLDEST_IR, OLDEST_OPSET } from './decode';
import { type AttributeValue, nodeLabel, type OnnxModel, type OnnxNode } from './graph';
import { OPERATOR_NAMES, type OperatorVersion, operatorAt } from './operators';
import { bytesPerElement, countElements } from './tensor';

/**
 * Checks a model like ONNX's checker, and that every operator is supported.
 * @param file path of the model, for error messages
 * @throws ModelError for the first violation, naming node, operator and opset
 */
export function checkModel(model: OnnxModel, file: string): void {
  new Checker(model, file).check();
}

class Checker {
  readonly #known = new Map<string, string>();

  constructor(
    private readonly model: OnnxModel,
    private readonly file: string,
  ) {}

  check(): void {
    this.versions();
    const { graph } = this.model;
    if (graph.inputs.length === 0) throw this.error('has no input');
    if (graph.outputs.length === 0) throw this.error('has no output');
    for (const input of graph.inputs) this.define(input.name, 'an input');
    for (const [name, tensor] of graph.initializers) {
      this.define(name, 'an initializer');
      const wanted = countElements(tensor.dims);
      if (tensor.data.length !== wanted || tensor.data.BYTES_PER_ELEMENT !== bytesPerElement(tensor.type)) {
        throw this.error(
          `initializer '${name}' has ${tensor.data.length} values, but ` +
            `[${tensor.dims.join(', ')}] ${tensor.type} needs ${wanted}`,
        );
      }
    }
    const names = new Set<string>();
    for (const node of graph.nodes) {
      if (node.name !== '' && names.has(node.name)) throw this.error(`has two nodes named '${node.name}'`);
      names.add(node.name);
      this.node(node);
    }
    this.outputs();
  }

  private versions(): void {
    const { irVersion, opsets } = this.model;
    const opset = opsets.get('');
    if (opset === undefined) throw this.error('does not import the ONNX operator set');
    if (opset < OLDEST_OPSET || opset > NEWEST_OPSET) {
      throw this.error(`uses opset ${opset}; ${OLDEST_OPSET} to ${NEWEST_OPSET} are supported`);
    }
    if (irVersion < OLDEST_IR || irVersion > NEWEST_IR) {
      throw this.error(`has IR version ${irVersion}; versions ${OLDEST_IR} to ${NEWEST_IR} are supported`);
    }
    for (const domain of opsets.keys()) {
      if (domain !== '' && !this.model.graph.nodes.some((node) => node.domain === domain)) {
        throw this.error(`imports the operator set '${domain}', which no node uses`);
      }
    }
  }

  private node(node: OnnxNode): void {
    const where = `node ${nodeLabel(node)} (${node.opType})`;
    for (const input of node.inputs) {
      if (input !== '' && !this.#known.has(input)) {
        const later = this.model.graph.producer(input);
        throw this.error(
          `${where} reads '${input}', which ` +
            (later ? `the later node ${nodeLabel(later)} writes; nodes must be sorted` : 'no node writes'),
        );
      }
    }
    const opset = this.model.opsets.get(node.domain);
    if (opset === undefined)
      throw this.error(`${where} needs the operator set '${node.domain}', which is not imported`);
    const operator = node.domain === '' ? operatorAt(node.opType, opset) : null;
    if (operator === null) {
      throw this.error(
        `node ${nodeLabel(node)}: the operator ${node.domain ? `${node.domain}.` : ''}${node.opType} ` +
          `(opset ${opset}) is not supported${suggestion(node.opType, OPERATOR_NAMES)}`,
      );
    }
    if (typeof operator === 'number') {
      throw this.error(`${where}: the operator needs opset ${operator}, but the model uses ${opset}`);
    }
    this.counts(node, operator, where);
    this.attributes(node, operator, where, opset);
    for (const output of node.outputs) {
      if (output !== '') this.define(output, `an output of node ${nodeLabel(node)}`);
    }
  }

  private counts(node: OnnxNode, operator: OperatorVersion, where: string): void {
    const [min, max] = operator.inputs;
    if (node.inputs.length < min || node.inputs.length > max) {
      throw this.error(
        `${where} has ${node.inputs.length} inputs; the operator takes ${formatRange(min, max)}`,
      );
    }
    for (let i = 0; i < min; i++) {
      if (node.inputs[i] === '') throw this.error(`${where} omits input ${i}, which is required`);
    }
    const [fewest, most] = operator.outputs;
    if (node.outputs.length < fewest || node.outputs.length > most) {
      throw this.error(
        `${where} has ${node.outputs.length} outputs; the operator has ${formatRange(fewest, most)}`,
      );
    }
    if (node.outputs.every((name) => name === '')) throw this.error(`${where} has no output`);
  }

  private attributes(node: OnnxNode, operator: OperatorVersion, where: string, opset: number): void {
    for (const [name, attribute] of node.attributes) {
      const kind: AttributeValue['kind'] | undefined = operator.attributes[name];
      if (kind === undefined) {
        const known = Object.keys(operator.attributes);
        throw this.error(
          `${where} has the attribute '${name}', which does not exist in opset ${opset}${suggestion(name, known)}`,
        );
      }
      if (attribute.kind !== kind) {
        throw this.error(`${where}: attribute '${name}' is of type ${attribute.kind}; it must be ${kind}`);
      }
    }
    const missing = operator.required.find((name) => !node.attributes.has(name));
    if (missing !== undefined) throw this.error(`${where} has no attribute '${missing}'`);
  }

  private outputs(): void {
    const seen = new Set<string>();
    for (const { name } of this.model.graph.outputs) {
      if (!this.#known.has(name)) throw this.error(`no node writes its output '${name}'`);
      if (seen.has(name)) throw this.error(`declares the output '${name}' twice`);
      seen.add(name);
    }
  }

  private define(name: string, what: string): void {
    if (name === '') throw this.error(`has ${what} without a name`);
    const before = this.#known.get(name);
    if (before !== undefined) throw this.error(`'${name}' is ${before} and ${what}; names must be unique`);
    this.#known.set(name, what);
  }

  private error(complaint: string): ModelError {
    return new ModelError(`${this.file}: ${complaint}`);
  }
}

function formatRange(min: number, max: number): string {
  if (min === max) return String(min);
  return Number.isFinite(max) ? `${min} to ${max}` : `${min} or more`;
}
