import type { LapIdentity } from '../measure/metrics/lap-statistics';
import type { RunMonitor } from './run-monitor';
import type { BrainChange } from './run-record';
import { carFacts, corruptionFacts, identityOf, type OpenedBrain } from './setup/opened-brain';
import type { Setup } from './setup/setup';

interface IdentifiedRun {
  readonly setup: Setup;
  /** The active brain. */
  readonly opened: OpenedBrain;
  readonly brainChanges: readonly BrainChange[];
  readonly monitor: RunMonitor;
}

/** What the files of a run say of who drove, and where. */
export function runIdentity({
  setup,
  opened,
  brainChanges,
  monitor,
}: IdentifiedRun): Omit<LapIdentity, 'files'> {
  const changes = brainChanges.length;
  return {
    circuit: setup.circuit?.circuit.name ?? null,
    ...identityOf(opened),
    ...(setup.ros !== null || changes > 0 ? { brain_changes: changes } : {}),
    ...(setup.ros && { incidents: setup.ros.world.incidents.counts() }),
    ...carFacts(opened.configuration),
    ...corruptionFacts(opened.configuration),
    world: setup.kind,
    ...(monitor.endedDetail !== null && { ended_detail: monitor.endedDetail }),
    ...setup.identity(),
    seed: setup.seed(opened),
    wall_contacts: setup.wallContacts(),
  };
}
