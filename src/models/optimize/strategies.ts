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

/** All strategies of `optimize`; none of them trains. */
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

/** Strategies whose result is not float32, so that none can follow. */
const FINAL_STRATEGIES: readonly string[] = [
  FLOAT16_WEIGHTS.name,
  FLOAT16.name,
  ...QUANTIZATION_STRATEGIES.map(({ name }) => name),
];

/**
 * Resolves the names of a chain to strategies, in order.
 * @throws ConfigurationError for an empty chain, an unknown or repeated name, and an impossible order
 */
export function resolveStrategies(names: readonly string[]): Strategy[] {
  const known = STRATEGIES.map(({ name }) => name);
  if (names.length === 0) throw new ConfigurationError(`no strategy given; choose from ${known.join(', ')}`);
  const chain = names.map((name, i) => {
    const strategy = STRATEGIES.find((candidate) => candidate.name === name);
    if (!strategy) {
      throw new ConfigurationError(
        `unknown strategy '${name}'${suggestion(name, known)}; choose from ${known.join(', ')}`,
      );
    }
    if (names.indexOf(name) !== i) throw new ConfigurationError(`strategy '${name}' is given twice`);
    return strategy;
  });
  const ending = chain.slice(0, -1).find(({ name }) => FINAL_STRATEGIES.includes(name));
  if (ending) {
    throw new ConfigurationError(
      `strategy '${ending.name}' comes before '${names[names.indexOf(ending.name) + 1]}', which needs a float32 ` +
        `model: put '${ending.name}' last`,
    );
  }
  return chain;
}
