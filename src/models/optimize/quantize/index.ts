import type { Strategy } from '../strategy';
import { dynamicQuantisation } from './dynamic';
import { integerFallback } from './fallback';
import { integerQuantisation } from './integer';
import { staticQuantisation } from './static';

export const QUANTIZATION_STRATEGIES: readonly Strategy[] = [
  dynamicQuantisation,
  staticQuantisation,
  integerQuantisation,
  integerFallback,
];
