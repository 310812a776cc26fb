import { MessageReader } from '../bag/message-reader';
import type { Circuit } from '../circuit/circuit';
import type { Direction } from '../circuit/direction';
import { frameOfCompressed } from '../drive/frame/compressed-image';
import { frameOfImage } from '../drive/frame/image-message';
import { BagError, FrameError, messageOf } from '../errors';
import type { Walls } from '../measure/metrics/line';
import type { RecordedRun } from '../measure/metrics/run-metadata';
import type { RunMetrics } from '../measure/metrics/run-metrics';
import { decodeCompressedImage, decodeImage } from '../messages/index';
import type { Frame } from '../types';
import { measureAlong, measurePath } from './distances';
import { FirstArrivals } from './first-arrivals';
import { findLaps } from './laps';
import type { CommandRows, ImageRows, PoseRows } from './read-drive';
import type {
  RecordedCommand,
  RecordedImage,
  RecordedLap,
  RecordedPose,
  RecordedTable,
  Recording,
} from './recording';
import { orNull, tableOf } from './rows';

export interface BagRecordingOptions
  extends Pick<
    Recording,
    'file' | 'run' | 'metrics' | 'circuit' | 'walls' | 'direction' | 'duration_s' | 'missing'
  > {
  readonly poses: PoseRows;
  readonly commands: CommandRows;
  readonly images: ImageRows;
  /** Whether the images are of type sensor_msgs/CompressedImage. */
  readonly isCompressed: boolean;
}

/** A recording over the rows read from a bag. */
export class BagRecording implements Recording {
  readonly file: string;
  readonly run: RecordedRun;
  readonly metrics: RunMetrics | null;
  readonly circuit: Circuit | null;
  readonly walls: Walls | null;
  readonly direction: Direction;
  readonly duration_s: number;
  readonly missing: readonly string[];
  readonly poses: RecordedTable<RecordedPose>;
  readonly commands: RecordedTable<RecordedCommand>;
  readonly images: RecordedTable<RecordedImage>;
  readonly laps: readonly RecordedLap[];
  readonly #arrivals: FirstArrivals;
  readonly #imageRows: ImageRows;
  readonly #isCompressed: boolean;
  #reader: Promise<MessageReader> | null = null;

  constructor(options: BagRecordingOptions) {
    const { poses, commands, images, circuit, direction, metrics } = options;
    this.file = options.file;
    this.run = options.run;
    this.metrics = metrics;
    this.circuit = circuit;
    this.walls = options.walls;
    this.direction = direction;
    this.duration_s = options.duration_s;
    this.missing = options.missing;
    const [x_m, y_m] = [poses.column('x_m'), poses.column('y_m')];
    const along = circuit && measureAlong(circuit, direction, x_m, y_m, poses.column('sim_s'));
    const distance_m = along?.distance_m ?? measurePath(x_m, y_m);
    this.poses = poseTable(poses, distance_m, along?.deviation_m ?? null);
    const answers = matchAnswers(images, commands);
    this.commands = commandTable(commands, answers.imageOf);
    this.images = imageTable(images, this.commands, answers.answerOf);
    this.#arrivals = new FirstArrivals(distance_m, poses.column('time_s'));
    this.laps = circuit === null ? [] : findLaps(metrics, circuit.length_m, distance_m, this.#arrivals);
    this.#imageRows = images;
    this.#isCompressed = options.isCompressed;
  }

  timeAt(distance_m: number): number | null {
    return this.#arrivals.timeAt(distance_m);
  }

  async readImage(index: number): Promise<Frame> {
    this.#reader ??= this.#openReader();
    const rows = this.#imageRows;
    const [conn, sec, nsec, at_byte, nth] = (['conn', 'sec', 'nsec', 'at_byte', 'nth'] as const).map((name) =>
      rows.get(name, index),
    ) as [number, number, number, number, number];
    const data = await (await this.#reader).read({ conn, sec, nsec, at_byte, nth });
    const arrival = { sequence: index, arrival_ms: 1000 * rows.get('time_s', index) };
    try {
      return this.#isCompressed
        ? await frameOfCompressed(decodeCompressedImage(data), arrival)
        : frameOfImage(decodeImage(data), arrival);
    } catch (error) {
      if (error instanceof BagError) throw error;
      throw new FrameError(`${this.file}: image ${index}: ${messageOf(error)}`, { cause: error });
    }
  }

  async close(): Promise<void> {
    const reader = this.#reader;
    this.#reader = null;
    await (await reader)?.close();
  }

  /** One that cannot be opened is tried again with the next image. */
  #openReader(): Promise<MessageReader> {
    return MessageReader.open(this.file).catch((error: unknown) => {
      this.#reader = null;
      throw error;
    });
  }
}

function poseTable(
  rows: PoseRows,
  distance_m: Float64Array,
  deviation_m: Float64Array | null,
): RecordedTable<RecordedPose> {
  return tableOf(rows, (i) => ({
    time_s: rows.get('time_s', i),
    sim_s: orNull(rows.get('sim_s', i)),
    x_m: rows.get('x_m', i),
    y_m: rows.get('y_m', i),
    yaw_rad: rows.get('yaw_rad', i),
    v_mps: rows.get('v_mps', i),
    w_radps: rows.get('w_radps', i),
    deviation_m: deviation_m?.[i] ?? null,
    distance_m: distance_m[i]!,
  }));
}

function commandTable(
  rows: CommandRows,
  imageOf: ReadonlyMap<number, number>,
): RecordedTable<RecordedCommand> {
  return tableOf(rows, (i) => ({
    time_s: rows.get('time_s', i),
    sim_s: orNull(rows.get('sim_s', i)),
    v_mps: rows.get('v_mps', i),
    w_radps: rows.get('w_radps', i),
    image: imageOf.get(i) ?? null,
    brain_v_mps: orNull(rows.get('brain_v_mps', i)),
    brain_w_radps: orNull(rows.get('brain_w_radps', i)),
    step_ms: orNull(rows.get('step_ms', i)),
    inference_ms: orNull(rows.get('inference_ms', i)),
    latency_ms: orNull(rows.get('latency_ms', i)),
    frame_age_ms: orNull(rows.get('frame_age_ms', i)),
  }));
}

function imageTable(
  rows: ImageRows,
  commands: RecordedTable<RecordedCommand>,
  answerOf: ReadonlyMap<number, number>,
): RecordedTable<RecordedImage> {
  return tableOf(rows, (index) => {
    const time_s = rows.get('time_s', index);
    const answer = answerOf.get(index) ?? null;
    const command = answer === null ? commands.at(time_s) : commands.row(answer);
    return {
      index,
      time_s,
      answer,
      command: command && { v_mps: command.v_mps, w_radps: command.w_radps },
    };
  });
}

/** Which command answers which image, by the stamp of the image; where a run began again, stamps come again, and the image
 *  that is nearest in time is meant. */
function matchAnswers(images: ImageRows, commands: CommandRows) {
  const byStamp = new Map<string, SameStamp>();
  for (let i = 0; i < images.length; i++) {
    const key = stampKey(images, i);
    if (key === null) continue;
    const same = byStamp.get(key);
    if (same === undefined) byStamp.set(key, { images: [i], at: 0 });
    else same.images.push(i);
  }
  const imageOf = new Map<number, number>();
  const answerOf = new Map<number, number>();
  for (let i = 0; i < commands.length; i++) {
    const same = byStamp.get(stampKey(commands, i) ?? '');
    if (same === undefined) continue;
    const image = goToNearest(same, images, commands.get('time_s', i));
    imageOf.set(i, image);
    answerOf.set(image, i);
  }
  return { imageOf, answerOf };
}

/** Images of one stamp, in the order of time. */
interface SameStamp {
  readonly images: number[];
  /** Place of the one that was the nearest last. */
  at: number;
}

/** @param time_s not before that of the call before */
function goToNearest(same: SameStamp, rows: ImageRows, time_s: number): number {
  const away_s = (place: number) => Math.abs(rows.get('time_s', same.images[place]!) - time_s);
  while (same.at + 1 < same.images.length && away_s(same.at + 1) <= away_s(same.at)) same.at += 1;
  return same.images[same.at]!;
}

/** Null for an image without a stamp. */
function stampKey(rows: { get(name: 'stamp_sec' | 'stamp_nsec', index: number): number }, index: number) {
  const [sec, nsec] = [rows.get('stamp_sec', index), rows.get('stamp_nsec', index)];
  return sec === 0 && nsec === 0 ? null : `${sec}.${nsec}`;
}
