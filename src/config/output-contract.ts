import type { TensorType } from './input-contract';
import type { Section } from './section';

/** One velocity from one element of the output: value * scale + offset, in m/s or rad/s. */
export interface LinearChannel {
  readonly index: number;
  readonly scale: number;
  readonly offset: number;
  /** The velocity stays between the two. Default: no limits. */
  readonly clamp?: readonly [number, number];
}

/** One velocity from the scores of classes: that of the class whose element is the largest, the first of equal ones. */
export interface ClassChannel {
  /** Element of the first class. */
  readonly index: number;
  /** Velocity of each class, m/s or rad/s. */
  readonly classes: readonly number[];
}

export type OutputChannel = LinearChannel | ClassChannel;

export interface OutputContract {
  readonly name: string;
  readonly type: TensorType;
  readonly shape: readonly number[];
  readonly v: OutputChannel;
  readonly w: OutputChannel;
}

/** The output of a network that answers velocities, not classes. */
export interface LinearOutput extends OutputContract {
  readonly v: LinearChannel;
  readonly w: LinearChannel;
}

export function isLinear(channel: OutputChannel): channel is LinearChannel {
  return 'scale' in channel;
}

export function isLinearOutput(output: OutputContract): output is LinearOutput {
  return isLinear(output.v) && isLinear(output.w);
}

export function readOutput(section: Section): OutputContract {
  section.allow(['name', 'type', 'shape', 'v', 'w', 'actions']);
  const shape = section.numbers('shape');
  if (!shape.every((n) => Number.isInteger(n) && n > 0)) {
    throw section.error('shape', 'must hold whole numbers of 1 or more');
  }
  const size = shape.reduce((product, n) => product * n, 1);
  const heads = section.has('actions') ? readActions(section, size) : readVelocities(section, size);
  return {
    name: section.string('name'),
    type: section.oneOf('type', ['float32', 'uint8'] as const),
    shape,
    ...heads,
  };
}

type Heads = Pick<OutputContract, 'v' | 'w'>;

/** The v and w of each action; the network answers a score for each. */
function readActions(section: Section, size: number): Heads {
  const besides = (['v', 'w'] as const).find((key) => section.has(key));
  if (besides !== undefined) {
    throw section.error(besides, 'cannot be given with actions, which hold v and w: remove one of them');
  }
  const actions = section.raw('actions');
  if (!Array.isArray(actions) || !actions.every(isAction)) {
    throw section.error('actions', 'must be a list of [v, w] in m/s and rad/s');
  }
  if (size === 1 && actions.length > 1) {
    throw section.error('shape', `has one value, but actions lists ${actions.length}; ${EXPORT_SCORES}`);
  }
  if (actions.length !== size) {
    throw section.error(
      'actions',
      `lists ${actions.length} of [v, w], but the output has ${size} values: one score for each action`,
    );
  }
  return {
    v: { index: 0, classes: actions.map(([v]) => v) },
    w: { index: 0, classes: actions.map(([, w]) => w) },
  };
}

/** What is to be done with a network that answers the number of a class. */
export const EXPORT_SCORES = 'export the scores (Q-values, logits or probabilities), not their argmax';

function isAction(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every((n) => Number.isFinite(n));
}

function readVelocities(section: Section, size: number): Heads {
  if (size < 2) {
    throw section.error(
      'shape',
      'has one value, but v and w need one each; join the two outputs of a network with heads (docs/conversion.md)',
    );
  }
  if (!section.has('v') && !section.has('w')) {
    throw section.error(
      'v',
      'is missing, and w; write both, or actions: [[v, w], ...] for a network that scores actions',
    );
  }
  const [v, w] = [readChannel(section, 'v', size), readChannel(section, 'w', size)];
  checkOverlap(section, v, w);
  return { v, w };
}

/** Only scores of the same classes can be those of v and of w. */
function checkOverlap(section: Section, v: OutputChannel, w: OutputChannel): void {
  const shared = Math.max(v.index, w.index);
  if (shared >= Math.min(v.index + countOutputs(v), w.index + countOutputs(w))) return;
  const areSame = v.index === w.index && countOutputs(v) === countOutputs(w);
  if (areSame && !isLinear(v) && !isLinear(w)) return;
  throw section.error('w', `reads output ${shared}, as v does; give each its own index`);
}

function countOutputs(channel: OutputChannel): number {
  return isLinear(channel) ? 1 : channel.classes.length;
}

/** Each form of a channel, and keys of the others. */
const CONTRADICTIONS = [
  ['classes', ['range', 'from', 'scale', 'offset', 'clamp']],
  ['range', ['scale', 'offset', 'clamp']],
] as const;

function readChannel(section: Section, key: string, size: number): OutputChannel {
  const part = section.section(key);
  checkForm(part);
  if (part.has('classes')) return readClasses(part, size);
  if (part.has('range')) return readRange(part, size);
  part.allow(['index', 'scale', 'offset', 'clamp', 'range', 'classes']);
  return {
    index: part.integer('index', 0, size - 1),
    scale: part.number('scale'),
    offset: part.number('offset'),
    ...(part.has('clamp') && { clamp: readInterval(part, 'clamp') }),
  };
}

/** Keys that say one thing in two ways are no unknown ones. */
function checkForm(part: Section): void {
  for (const [form, others] of CONTRADICTIONS) {
    const other = others.find((key) => part.has(form) && part.has(key));
    if (other !== undefined) throw part.error(other, `contradicts ${form} beside it; leave one of them out`);
  }
}

/** An actor's output in [-1, 1], or in that of `from`, cut to it and scaled to a range of velocities. */
function readRange(part: Section, size: number): LinearChannel {
  part.allow(['index', 'range', 'from']);
  const [low, high] = readInterval(part, 'range');
  const [from, to] = part.has('from') ? readInterval(part, 'from') : [-1, 1];
  const scale = (high - low) / (to - from);
  return { index: part.integer('index', 0, size - 1), scale, offset: low - from * scale, clamp: [low, high] };
}

function readClasses(part: Section, size: number): ClassChannel {
  part.allow(['index', 'classes']);
  const classes = part.numbers('classes');
  const index = part.integer('index', 0, size - 1);
  if (classes.length === 0 || index + classes.length > size) {
    throw part.error(
      'classes',
      `lists ${classes.length} from output ${index} on, but there are ${size} outputs: one score for each class`,
    );
  }
  return { index, classes };
}

function readInterval(part: Section, key: string): [number, number] {
  const [low, high] = part.numbers(key, 2);
  if (low >= high) throw part.error(key, `must be [low, high], found [${low}, ${high}]`);
  return [low, high];
}
