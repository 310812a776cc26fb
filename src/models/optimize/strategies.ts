import { ConfigurationError } from '../../errors';
import { suggestion } from '../../support/nearest';
import { PRUNE_FILTERS } from './filters/prune-filters';
import { FOLD } from './fold';
import { FLOAT16 } from './half/float16';
import { FLOAT16_WEIGHTS } from './half/weights';
import { QUANTIZATION_STRATEGIES } from './quantize';
import type { Strategy } from './strategy';
import { CLUSTER } from './weights/cluster';
import { PRUNE_GLOBAL, PRUNE_LOCAL } from './weights/prune';

/** All that `optimize` can do without training. */
export const STRATEGIES: readonly Strategy[] = [
  FOLD,
  FLOAT16_WEIGHTS,
  FLOAT16,
  ...QUANTIZATION_STRATEGIES,
  PRUNE_LOCAL,
  PRUNE_GLOBAL,
  PRUNE_FILTERS,
  CLUSTER,
];

/** Strategies whose result no other strategy takes. */
const LAST: readonly string[] = [
  FLOAT16_WEIGHTS.name,
  FLOAT16.name,
  ...QUANTIZATION_STRATEGIES.map(({ name }) => name),
];

/** The strategies of a chain, in order.
 *  @throws ConfigurationError for an empty chain, an unknown or a repeated name, and an order that cannot be */
export function strategiesOf(names: readonly string[]): Strategy[] {
  const known = STRATEGIES.map(({ name }) => name);
  if (names.length === 0)
    throw new ConfigurationError(`no strategy is named; choose from ${known.join(', ')}`);
  const chain = names.map((name, i) => {
    const strategy = STRATEGIES.find((candidate) => candidate.name === name);
    if (!strategy) {
      throw new ConfigurationError(
        `'${name}' is no strategy${suggestion(name, known)}; choose from ${known.join(', ')}`,
      );
    }
    if (names.indexOf(name) !== i) throw new ConfigurationError(`strategy '${name}' is named twice`);
    return strategy;
  });
  const ending = chain.slice(0, -1).find(({ name }) => LAST.includes(name));
  if (ending) {
    throw new ConfigurationError(
      `strategy '${ending.name}' stands before '${names[names.indexOf(ending.name) + 1]}', which takes a float32 ` +
        `model: put '${ending.name}' last`,
    );
  }
  return chain;
}
