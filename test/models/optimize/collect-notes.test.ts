import { readCard } from '../../../src/config/model-card';
import { collectNotes } from '../../../src/models/optimize/collect-notes';
import type { Distance } from '../../../src/models/optimize/compare-models';
import type { CalibrationSet } from '../../../src/models/optimize/strategy';
import { writeTinyModel } from '../../helpers/onnx-model';

const SAME = { mean_share: 0 } as Distance;

/** @param length of each sequence of the set */
const setOf = (length: number): CalibrationSet => ({
  folder: 'set',
  size: 100,
  frame: () => Promise.reject(new Error('not read')),
  startsSequence: (index) => index % length === 0,
});

test.each([
  [
    'a recurrent network',
    1,
    { states: [{ input: 'h', output: 'k', shape: [1, 2] }] },
    /remembers earlier images, but only 1\.0/,
  ],
  ['a recurrent network on sequences', 12, { states: [{ input: 'h', output: 'k', shape: [1, 2] }] }, null],
  ['a network of single images', 1, {}, null],
])('%s in sequences of %d images', (_, length, contract, note) => {
  const { modelFile } = writeTinyModel({ card: (card) => Object.assign(card.contract, contract) });
  const notes = collectNotes(SAME, setOf(length), readCard(modelFile));
  if (note === null) expect(notes).toEqual([]);
  else expect(notes).toEqual([expect.stringMatching(note)]);
});
