import type { Strategy } from '../strategy';
import { DYNAMIC_QUANTIZATION } from './dynamic';
import { INTEGER_FALLBACK } from './fallback';
import { INTEGER_QUANTIZATION } from './integer';
import { STATIC_QUANTIZATION } from './static';

export const QUANTIZATION_STRATEGIES: readonly Strategy[] = [
  DYNAMIC_QUANTIZATION,
  STATIC_QUANTIZATION,
  INTEGER_QUANTIZATION,
  INTEGER_FALLBACK,
];
