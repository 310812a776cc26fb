// Figures that others published about the same networks, for the columns beside ours. Facts, as they stand there.

/** Family (framework) and strategy of a published row. */
export type PublishedKey = readonly [family: string, strategy: string];

/** Of DeepLearningStudio (JdeRobot), results of its optimized PilotNets: size, MSE on its test set and mean inference
 *  time over 1,000 images after 50 warm-ups, batch 1; labels normalized from v [6.5, 24] m/s and w [-7.1, 7.1] rad/s. */
export interface PublishedModel {
  readonly family: string;
  readonly strategy: string;
  readonly size_MB: number;
  readonly mse: number;
  /** Mean inference time. */
  readonly time_ms: number;
}

const rowsOf =
  (family: string) =>
  (strategy: string, size_MB: number, mse: number, time_ms: number): PublishedModel => ({
    family,
    strategy,
    size_MB,
    mse,
    time_ms,
  });
const tensorflow = rowsOf('TensorFlow');
const tflite = rowsOf('TFLite');
const tensorrt = rowsOf('TF-TRT');
const pytorch = rowsOf('PyTorch');

export const PUBLISHED: readonly PublishedModel[] = [
  tensorflow('original', 195, 0.041, 36.4),
  tflite('baseline', 64.9, 0.0411, 7.91),
  tflite('dynamic', 16.2, 0.041, 4.9),
  tflite('float16', 32.5, 0.0411, 7.94),
  tflite('qat', 16.3, 0.0421, 9.55),
  tflite('prune_polynomial', 64.9, 0.0426, 7.73),
  tflite('prune_quantised', 16.2, 0.0426, 4.81),
  // Its output was never dequantized.
  tflite('integer', 16.2, 28157, 7.91),
  tflite('integer_fallback', 16.2, 0.0451, 7.82),
  tflite('cqat', 16.3, 0.0394, 7.68),
  tflite('pqat', 16.3, 0.0437, 7.95),
  tflite('pcqat', 16.3, 0.0392, 7.95),
  tensorrt('fp32', 260, 0.041, 1.31),
  tensorrt('fp16', 260, 0.041, 2.18),
  tensorrt('int8', 260, 0.041, 1.18),
  pytorch('baseline', 6.12, 0.0788, 2.18),
  pytorch('dynamic', 1.95, 0.0784, 3.17),
  pytorch('static', 1.61, 0.0788, 2.66),
  pytorch('qat', 1.61, 0.0708, 2.79),
  pytorch('prune_local', 6.12, 0.0729, 2.09),
  pytorch('prune_global', 6.12, 0.0708, 2.15),
  pytorch('prune_quantised', 1.61, 0.0672, 2.66),
];

/** Of the same in simulation with BehaviorMetrics: SimpleCircuit and Montreal in Gazebo, GTX 1050, real time factor
 *  about 0.5. Figures are null where the lap was not completed. */
export interface PublishedLap {
  /** Why the lap was not completed; null where it was. */
  readonly ended: string | null;
  readonly circuit: string;
  readonly family: string;
  readonly strategy: string;
  readonly average_speed_mps: number | null;
  /** Their position_deviation_mae against their perfect lap: not in metres; following the line exactly gives 4.1. */
  readonly deviation_figure: number | null;
  readonly brain_hz: number | null;
  readonly inference_ms: number | null;
}

function lap(
  circuit: string,
  family: string,
  strategy: string,
  average_speed_mps: number,
  deviation_figure: number,
  brain_hz: number,
  inference_ms: number,
): PublishedLap {
  const figures = { average_speed_mps, deviation_figure, brain_hz, inference_ms };
  return { ended: null, circuit, family, strategy, ...figures };
}

export const PUBLISHED_LAPS: readonly PublishedLap[] = [
  lap('simple_circuit', 'TensorFlow', 'original', 8.39, 7.41, 5.6, 124),
  lap('simple_circuit', 'TFLite', 'dynamic', 8.53, 6.69, 58.5, 10),
  lap('simple_circuit', 'TF-TRT', 'original', 8.54, 5.06, 73.4, 6.3),
  lap('simple_circuit', 'TF-TRT', 'fp32', 8.32, 4.94, 60.3, 6.5),
  lap('simple_circuit', 'TF-TRT', 'fp16', 8.14, 5.39, 71.9, 5.6),
  lap('simple_circuit', 'TF-TRT', 'int8', 8.01, 6.65, 59.4, 6.7),
  lap('simple_circuit', 'PyTorch', 'prune_global', 7.73, 17.0, 42.9, 2.3),
  lap('simple_circuit', 'PyTorch', 'prune_local', 7.74, 14.2, 32.6, 2.7),
  lap('simple_circuit', 'PyTorch', 'qat', 7.94, 11.5, 26.5, 18.8),
  lap('simple_circuit', 'PyTorch', 'prune_quantised', 8.84, 4.61, 34.4, 12.5),
  {
    ended: 'left the track',
    circuit: 'montreal_line',
    family: 'TensorFlow',
    strategy: 'original',
    average_speed_mps: null,
    deviation_figure: null,
    brain_hz: null,
    inference_ms: null,
  },
  lap('montreal_line', 'TF-TRT', 'fp32', 10.12, 6.55, 70.9, 6.2),
  lap('montreal_line', 'TF-TRT', 'fp16', 10.05, 6.2, 99.3, 4.9),
  lap('montreal_line', 'TF-TRT', 'int8', 10.23, 6.02, 66.3, 6.5),
];

/** The model that was published; null where none was. */
export function published(key: PublishedKey | null): PublishedModel | null {
  return find(PUBLISHED, key);
}

/** The lap that was published; null where none was. */
export function publishedLap(circuit: string, key: PublishedKey | null): PublishedLap | null {
  const laps = PUBLISHED_LAPS.filter((one) => one.circuit === circuit);
  return find(laps, key);
}

function find<Row extends { family: string; strategy: string }>(
  rows: readonly Row[],
  key: PublishedKey | null,
): Row | null {
  if (key === null) return null;
  return rows.find(({ family, strategy }) => family === key[0] && strategy === key[1]) ?? null;
}
