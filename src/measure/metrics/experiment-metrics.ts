import { jsonSafe } from './bag/lenient-json';
import { recordedFigures } from './bag/recorded-figures';
import { roundedFigures } from './lap-statistics';
import type { BagMeasurement } from './measurement';

/**
 * What `/experiment_metrics` of a bag, the JSON file beside it and `f1-brain metrics --json` hold:
 * BehaviorMetrics' figures under their own names at the top, since its scripts look there, and below
 * `behavior_metrics_corrected` the same put right, `f1_brain` ours with their units, `recorded` what the bag's
 * own statistics say and its messages do not, `notes` why a figure is missing or misleads. Valid JSON for any
 * bag.
 */
export function experimentMetricsJson(m: BagMeasurement): object {
  const { figures, corrected, notes } = m.behaviorMetrics;
  const { takenOver } = recordedFigures(m.recorded, figures, m.perfectLap);
  const { scan } = m;
  return jsonSafe({
    ...figures,
    behavior_metrics_corrected: corrected,
    perfect_lap: m.perfectLap,
    f1_brain: { ...m.identity, ...roundedFigures(m.figures), direction: m.identity.direction },
    recorded: takenOver,
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
