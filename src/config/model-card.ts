import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ModelError, messageOf } from '../errors';
import { type InputContract, readInput } from './input-contract';
import { type OutputContract, readOutput } from './output-contract';
import { Section } from './section';
import { readYamlFile } from './yaml-file';

export { CROP_REFERENCE_ROWS, type InputContract, type TensorType } from './input-contract';
export type { OutputContract } from './output-contract';

/** A state that a recurrent network keeps from one frame to the next: float32, zero before the first frame. */
export interface StateContract {
  /** Name of the graph's input for the state. */
  readonly input: string;
  /** Name of the graph's output with the state for the next frame. */
  readonly output: string;
  readonly shape: readonly number[];
}

/** The model that an optimized one was made from. */
export interface ParentModel {
  readonly name: string;
  readonly sha256: string;
}

/** The contract of a model file: read from the YAML card beside it. */
export interface ModelCard {
  readonly name: string;
  readonly cardFile: string;
  readonly modelFile: string;
  readonly sha256: string;
  /** Default: fp32. */
  readonly precision: string;
  /** Null for a model that was not made from another. */
  readonly parent: ParentModel | null;
  readonly input: InputContract;
  readonly output: OutputContract;
  /** Empty for a network without states. */
  readonly states: readonly StateContract[];
  /** The whole card as read, including free text. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** Path of a model's card. */
export function cardFileOf(modelFile: string): string {
  return modelFile.replace(/\.onnx$/i, '.card.yml');
}

/**
 * Reads the card of a model and checks the model file's sha256 against it.
 * @param modelFile path of the `.onnx` file; its card is the same path with `.card.yml`
 * @throws ModelError when card or model is missing or malformed, or they do not belong together
 */
export function readCard(modelFile: string): ModelCard {
  const cardFile = cardFileOf(modelFile);
  if (!existsSync(modelFile)) throw new ModelError(`${modelFile}: no such model file`);
  if (!existsSync(cardFile)) {
    throw new ModelError(
      `${cardFile}: the model's card is missing; it says what the network sees and answers (docs/models.md)`,
    );
  }
  const document = readYamlFile(cardFile, 'model card', ModelError);
  const root = new Section(document, cardFile, '', ModelError);
  const contract = root.section('contract').allow(['input', 'output', 'states']);
  const parent = root.optionalSection('parent');
  const card: ModelCard = {
    name: root.string('name'),
    cardFile,
    modelFile,
    sha256: root.string('sha256'),
    precision: root.optionalString('precision') ?? 'fp32',
    parent: parent && { name: parent.string('name'), sha256: parent.string('sha256') },
    input: readInput(contract.section('input')),
    output: readOutput(contract.section('output')),
    states: readStates(contract, cardFile),
    document: document as Readonly<Record<string, unknown>>,
  };
  checkNames(card, contract);
  const named = root.optionalString('file');
  if (named !== null && named !== path.basename(modelFile)) {
    throw root.error(
      'file',
      `is '${named}', but the card belongs to ${path.basename(modelFile)}; ` +
        'write that name, and the sha256 of that file',
    );
  }
  const sha256 = createHash('sha256').update(bytesOf(modelFile)).digest('hex');
  if (sha256 !== card.sha256) {
    throw new ModelError(
      `${modelFile}: sha256 is ${sha256.slice(0, 12)}..., its card says ${card.sha256.slice(0, 12)}...; ` +
        'the file is truncated or the card belongs to another model',
    );
  }
  return card;
}

/** What a network sees, from a card that may lack all else: the card of one that is still to be trained.
 *  @throws ModelError that names file and key */
export function readInputOf(cardFile: string): InputContract {
  const root = new Section(readYamlFile(cardFile, 'model card', ModelError), cardFile, '', ModelError);
  return readInput(root.section('contract').section('input'));
}

function bytesOf(modelFile: string): Buffer {
  try {
    return readFileSync(modelFile);
  } catch (error) {
    throw new ModelError(`${modelFile}: cannot be read (${messageOf(error)})`, { cause: error });
  }
}

function readStates(contract: Section, cardFile: string): StateContract[] {
  if (!contract.has('states')) return [];
  const states = contract.raw('states');
  if (!Array.isArray(states)) throw contract.error('states', 'must be a list of {input, output, shape}');
  return states.map((state, i) => {
    const section = new Section(state, cardFile, `contract.states[${i}]`, ModelError);
    section.allow(['input', 'output', 'shape']);
    const shape = section.numbers('shape');
    if (!shape.every((n) => Number.isInteger(n) && n > 0)) {
      throw section.error('shape', 'must hold whole numbers of 1 or more');
    }
    return { input: section.string('input'), output: section.string('output'), shape };
  });
}

/** Image, command and states are identified by their names in the graph. */
function checkNames({ input, output, states }: ModelCard, contract: Section): void {
  const twice = (names: string[]) => names.find((name, i) => names.indexOf(name) !== i);
  const name =
    twice([input.name, ...states.map((state) => state.input)]) ??
    twice([output.name, ...states.map((state) => state.output)]);
  if (name !== undefined) throw contract.error('states', `uses the name '${name}' twice`);
}
