import { toJsonSafe } from './bag/lenient-json';
import { compareWithRecorded } from './bag/recorded-metrics';
import { roundMetrics } from './lap-statistics';
import type { BagMeasurement } from './measurement';

/**
 * Builds the content of `/experiment_metrics`, of the JSON file beside a bag and of `f1-brain metrics --json`.
 * BehaviorMetrics' metrics are top-level keys, where its scripts look for them. `behavior_metrics_corrected` has
 * the corrected values, `f1_brain` our metrics with units in their names, `recorded` the metrics that the bag's
 * statistics have and its messages do not, `notes` why a metric is missing or misleading.
 * @returns an object that is valid JSON for any bag
 */
export function buildExperimentMetrics(m: BagMeasurement): object {
  const { metrics, corrected, notes } = m.behaviorMetrics;
  const { adopted } = compareWithRecorded(m.recorded, metrics, m.perfectLap);
  const { scan } = m;
  return toJsonSafe({
    ...metrics,
    behavior_metrics_corrected: corrected,
    perfect_lap: m.perfectLap,
    f1_brain: { ...m.identity, ...roundMetrics(m.metrics), direction: m.identity.direction },
    recorded: adopted,
    notes: [
      ...notes.map((note) => ({ of: 'behavior_metrics', ...note })),
      ...m.notes.map((note) => ({ of: 'f1_brain', ...note })),
    ],
    bag: {
      size_bytes: scan.size_bytes,
      messages: scan.messages,
      chunks: scan.chunks,
      compressions: scan.compressions,
      indexed: scan.indexed,
      damage: scan.damage,
      topics: [...new Set(scan.connections.map(({ topic }) => topic))].sort(),
    },
  }) as object;
}
