import path from 'node:path';
import { channelsOf } from '../../config/input-contract';
import type { ModelCard, TensorType } from '../../config/model-card';
import { EXPORT_SCORES } from '../../config/output-contract';
import { ModelError } from '../../errors';

/** An input or output of a loaded graph. */
export interface GraphValue {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type?: string;
  /** A name or -1 where a dimension is not fixed. */
  readonly shape?: readonly (number | string)[];
}

interface Expected {
  readonly name: string;
  readonly type: TensorType;
  readonly shape: readonly number[];
}

/**
 * Compares the inputs or outputs of a loaded graph with its card.
 * @throws ModelError that says what the graph has and what the card says
 */
export function matchContract(card: ModelCard, side: 'input' | 'output', found: readonly GraphValue[]): void {
  const expected: Expected[] = [
    card[side],
    ...card.states.map((state) => ({ name: state[side], type: 'float32' as const, shape: state.shape })),
  ];
  const cardName = path.basename(card.cardFile);
  if (found.length !== expected.length) {
    const names = found.map(({ name }) => name).join(', ');
    const more = found.length > expected.length ? `; ${MORE[side]}` : '';
    throw new ModelError(
      `${card.modelFile}: its ${side} count is ${found.length} (${names}), but ${cardName} says ` +
        `${expected.map(describe).join(' and ')}${more}`,
    );
  }
  for (const want of expected) {
    const fail = (complaint: string) =>
      new ModelError(
        `${card.modelFile}: its ${side} ${complaint}, but ${cardName} says ${describe(want)}${hint(card, want, complaint)}`,
      );
    const value = found.find(({ name }) => name === want.name);
    if (!value) throw fail(`is named ${found.map(({ name }) => `'${name}'`).join(' and ')}`);
    if (!value.isTensor || value.type !== want.type) {
      throw fail(`has type ${value.isTensor ? value.type : 'non-tensor'}`);
    }
    const shape = value.shape ?? [];
    const same =
      shape.length === want.shape.length &&
      shape.every((n, i) => typeof n !== 'number' || n < 0 || n === want.shape[i]);
    if (!same) throw fail(`has shape [${shape.join(', ')}]`);
  }
}

/** What values beyond those of the card are for. Outputs are compared after inputs: an output too many is no state. */
const MORE = {
  input: 'states that the network keeps from frame to frame belong in contract.states',
  output:
    'a network with an output (head) for each of v and w needs one for both: docs/conversion.md says how to join them',
} as const;

function describe({ name, type, shape }: Expected): string {
  return `'${name}' ${type} [${shape.join(', ')}]`;
}

function hint(card: ModelCard, want: Expected, complaint: string): string {
  if (want === card.output && complaint.startsWith('has type int')) return `; ${EXPORT_SCORES}`;
  return stackHint(card, want, complaint);
}

/** The likeliest reason why the number of channels differs. */
function stackHint(card: ModelCard, want: Expected, complaint: string): string {
  const numbers = /shape \[(.*)\]/.exec(complaint)?.[1]?.split(', ').map(Number) ?? [];
  const channels = numbers[card.input.layout === 'NCHW' ? 1 : 3];
  const isColour = channelsOf(card.input) === 3;
  if (want !== card.input || !isColour || channels === undefined || channels % 3 !== 0) return '';
  if (channels === 3 * card.input.frames) return '';
  return ` (${card.input.frames === 1 ? 'one frame' : `${card.input.frames} frames`}; the model takes ${channels / 3}: contract.input.frames)`;
}
