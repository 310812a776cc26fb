import { loadCircuit } from '../../circuit/load';
import { BagError, ConfigurationError } from '../../errors';
import { BEHAVIOR_METRICS_KEYS } from '../../measure/metrics/behavior-metrics/result';
import { buildExperimentMetrics } from '../../measure/metrics/experiment-metrics';
import { measureBag } from '../../measure/metrics/measure-bag';
import type { MeasurementPlan } from './channels';

/**
 * The metrics of a bag that has its messages and metadata already, as /experiment_metrics has them. A bag that
 * cannot be measured has null for every key, because scripts fail on a missing key.
 */
export async function measureRecording(file: string, plan: MeasurementPlan): Promise<object> {
  const circuit = plan.circuit === null ? null : await loadCircuit(plan.circuit);
  const measured = async (perfectLap: string | null) => {
    const options = { circuit, ...(perfectLap === null ? {} : { perfectLap }) };
    // Closing messages and index follow: what this says about the file will not hold.
    const { bag: _, ...metrics } = buildExperimentMetrics(await measureBag(file, options)) as {
      bag: unknown;
    };
    return metrics;
  };
  try {
    return await measured(plan.perfectLap);
  } catch (error) {
    if (error instanceof ConfigurationError && plan.perfectLap !== null) return measured(null);
    if (!(error instanceof BagError)) throw error;
    const missing = Object.fromEntries(BEHAVIOR_METRICS_KEYS.map((key) => [key, null]));
    return { ...missing, notes: [{ of: 'f1_brain', figure: null, reason: error.message }] };
  }
}
