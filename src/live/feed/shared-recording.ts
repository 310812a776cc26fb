import path from 'node:path';
import type { Differences, DifferentMoment } from '../../replay/models/differences';
import type { Opinions } from '../../replay/models/opinions';
import type { RecordedTable, Recording } from '../../replay/recording';
import type { LiveCard } from '../messages';
import type {
  ComparedAnswers,
  ModelColumns,
  ReplayMessage,
  SharedRecording,
  WorstMoment,
} from '../replay-messages';
import { figuresOf } from './figures';
import { liveCircuit } from './scene';

/** Rows of a table that a page gets: of more, every other one is left out, or every third, and so on. */
const MOST_ROWS = 20_000;

/** A recording for a page. @param card of the model whose view of the images is shown */
export function shareRecording(recording: Recording, card: LiveCard | null): SharedRecording {
  const { file, run, circuit, metrics, poses, commands, images, duration_s, missing, laps } = recording;
  const ofPoses = columnsOf(poses);
  const ofCommands = columnsOf(commands);
  return {
    name: path.basename(file),
    duration_s,
    brain: run.brain,
    model: run.model,
    provider: run.provider,
    card,
    circuit: circuit && liveCircuit(circuit),
    missing,
    poses: {
      time_s: ofPoses(({ time_s }) => rounded(time_s, 4)),
      x_m: ofPoses(({ x_m }) => rounded(x_m, 3)),
      y_m: ofPoses(({ y_m }) => rounded(y_m, 3)),
      yaw_rad: ofPoses(({ yaw_rad }) => rounded(yaw_rad, 4)),
      v_mps: ofPoses(({ v_mps }) => rounded(v_mps, 4)),
      w_radps: ofPoses(({ w_radps }) => rounded(w_radps, 4)),
      deviation_m: ofPoses(({ deviation_m }) => roundedOrNull(deviation_m, 4)),
      distance_m: ofPoses(({ distance_m }) => rounded(distance_m, 3)),
    },
    commands: {
      time_s: ofCommands(({ time_s }) => rounded(time_s, 4)),
      v_mps: ofCommands(({ v_mps }) => rounded(v_mps, 4)),
      w_radps: ofCommands(({ w_radps }) => rounded(w_radps, 4)),
      step_ms: ofCommands(({ step_ms }) => roundedOrNull(step_ms, 4)),
      latency_ms: ofCommands(({ latency_ms }) => roundedOrNull(latency_ms, 4)),
    },
    images_s: Array.from({ length: images.length }, (_, i) => rounded(images.row(i).time_s, 4)),
    laps,
    figures: metrics && figuresOf(metrics),
  };
}

/** What models answer, for a page. */
export function shareOpinions({ models, differences }: Opinions): Pick<ReplayMessage, 'models' | 'compared'> {
  const column = (values: Float64Array) =>
    Array.from(values, (value) => (Number.isNaN(value) ? null : rounded(value, 4)));
  return {
    models: models.map(
      ({ name, v_mps, w_radps }): ModelColumns => ({ name, v_mps: column(v_mps), w_radps: column(w_radps) }),
    ),
    compared: differences.map(shareDifferences),
  };
}

function shareDifferences({ a, b, v_mps, w_radps, worst }: Differences): ComparedAnswers {
  const ofV = new Set(worst.v_mps.map(({ frame }) => frame));
  const ofW = new Set(worst.w_radps.map(({ frame }) => frame));
  const byFrame = new Map([...worst.w_radps, ...worst.v_mps].map((moment) => [moment.frame, moment]));
  const moments = [...byFrame.values()].map((moment) => {
    const { frame } = moment;
    return shareMoment(moment, [
      ...(ofV.has(frame) ? ['v' as const] : []),
      ...(ofW.has(frame) ? ['w' as const] : []),
    ]);
  });
  const spread = ({ mean, p95, max }: Differences['v_mps']) => ({ mean, p95, max });
  return {
    a,
    b,
    v_mps: spread(v_mps),
    w_radps: spread(w_radps),
    worst: moments.sort((one, other) => one.time_s - other.time_s),
  };
}

function shareMoment(
  { frame, time_s, distance_m, a, b }: DifferentMoment,
  of: WorstMoment['of'],
): WorstMoment {
  return {
    image: frame,
    time_s,
    distance_m,
    of,
    v_mps: [a.v_mps, b.v_mps],
    w_radps: [a.w_radps, b.w_radps],
  };
}

/** Makes columns of a table, all of them with the same rows. */
function columnsOf<Row extends { readonly time_s: number }>(table: RecordedTable<Row>) {
  const stride = Math.max(1, Math.ceil(table.length / MOST_ROWS));
  const rows = Array.from({ length: Math.ceil(table.length / stride) }, (_, i) => table.row(i * stride));
  return <T>(value: (row: Row) => T): T[] => rows.map(value);
}

function rounded(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}

function roundedOrNull(value: number | null, digits: number): number | null {
  return value === null ? null : rounded(value, digits);
}
