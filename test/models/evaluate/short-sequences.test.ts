import { type LabelledImages, selectImages } from '../../../src/models/evaluate/select-images';
import { explainShortSequences, type Memory } from '../../../src/models/evaluate/short-sequences';

const STACK: Memory = { frames: 3, isRecurrent: false };
const LSTM: Memory = { frames: 1, isRecurrent: true };
const PLAIN: Memory = { frames: 1, isRecurrent: false };

/** Images of one folder, at 20 Hz if they have times. @param order of the numbers of the images */
function images(order: readonly number[], isTimed: boolean): LabelledImages {
  return {
    folder: 'set',
    samples: order.map((n) => ({
      image: `set/${n}.png`,
      v_mps: 0,
      w_radps: 0,
      timestamp: isTimed ? n / 20 : null,
    })),
    parts: [{ name: 'set' }],
    partOf: () => ({ name: 'set' }),
    frame: () => Promise.reject(new Error('not read')),
    startsSequence: (i) => i === 0 || (isTimed && Math.abs(order[i]! - order[i - 1]! - 2.5) > 2.5),
  };
}

const explain = (memory: Memory, order: readonly number[], isTimed: boolean) => {
  const set = images(order, isTimed);
  return explainShortSequences(memory, set, selectImages(set, null));
};

const ordered = Array.from({ length: 100 }, (_, i) => i);
const shuffled = ordered.map((i) => (i * 37) % 100);
const picked = ordered.map((i) => 7 * i);

describe.each([
  ['with timestamps', true],
  ['without timestamps', false],
])('images %s', (_, isTimed) => {
  test('that follow each other say nothing', () => {
    for (const memory of [STACK, LSTM, PLAIN]) expect(explain(memory, ordered, isTimed)).toBeNull();
  });

  test.each([
    ['shuffled', shuffled],
    ['picked', picked],
  ])('that are %s do not show how a network with memory drives', (_how, order) => {
    expect(explain(STACK, order, isTimed)).toMatch(
      /^it sees 3 images at a time, but only 1\.\d images follow each other on average \(\d+ of 100 start a sequence\)/,
    );
    expect(explain(LSTM, order, isTimed)).toMatch(/^it remembers earlier images, but only/);
    expect(explain(PLAIN, order, isTimed)).toBeNull();
  });
});
