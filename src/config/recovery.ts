import type { Section } from './section';

export const RECOVERIES = ['none', 'reset'] as const;
export type RecoveryKind = (typeof RECOVERIES)[number];
export const MOST_RECOVERIES = 1000;

/** What becomes of a car that cannot go on. */
export interface RecoverySettings {
  /** `reset` puts it back on the line; `none` ends its laps. */
  readonly kind: RecoveryKind;
  /** The run ends instead of being put back more often. */
  readonly limit: number;
}

export const DEFAULT_RECOVERY: RecoverySettings = { kind: 'none', limit: 10 };

/** `Recovery` and `RecoveryLimit` of `Behaviors` in a brain's YAML: f1-brain's own keys. */
export function readRecovery(behaviors: Section): RecoverySettings {
  return {
    kind: behaviors.has('Recovery') ? behaviors.oneOf('Recovery', RECOVERIES) : DEFAULT_RECOVERY.kind,
    limit: behaviors.has('RecoveryLimit')
      ? behaviors.integer('RecoveryLimit', 1, MOST_RECOVERIES)
      : DEFAULT_RECOVERY.limit,
  };
}
