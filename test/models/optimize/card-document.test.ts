import type { InputContract, ModelCard } from '../../../src/config/model-card';
import { buildCardDocument, type CardFacts } from '../../../src/models/optimize/card-document';
import { cardOutput, inputContract } from '../../helpers/contracts';

const output = cardOutput({ scale: 1, offset: 0 }, { scale: 1, offset: 0 });
const parent = { name: 'parent', sha256: 'a', document: { contract: {} } } as unknown as ModelCard;

/** What the card of a model with a contract of its own says of its input. */
function inputOf(input: InputContract): Record<string, unknown> {
  const facts = { parameters: 1, sparsity: 0, applied: [], distance: {}, contract: { input, output } };
  const card = buildCardDocument(parent, facts as unknown as CardFacts);
  return (card.contract as { input: Record<string, unknown> }).input;
}

describe('the card of an optimized model with an input of its own', () => {
  it('says how its frames are stacked', () => {
    const stacked = { frames: 3, order: 'newest-first', interval_ms: 50 } as const;
    expect(inputOf(inputContract([1, 9, 8, 8], stacked))).toMatchObject(stacked);
  });

  it('has no key for an interval that is unknown, nor for a single frame', () => {
    expect(inputOf(inputContract([1, 9, 8, 8], { frames: 3 }))).not.toHaveProperty('interval_ms');
    const single = inputOf(inputContract([1, 3, 8, 8], { interval_ms: 50 }));
    for (const key of ['frames', 'order', 'interval_ms']) expect(single).not.toHaveProperty(key);
  });
});
