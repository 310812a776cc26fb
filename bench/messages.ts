/**
 * The generated codecs of messages: one message of each type that a drive is made of, decoded and encoded over and over
 * in one process. Prints medians of several rounds.
 *
 *     npx jiti bench/messages.ts --help
 */
import { integerFrom, program, runProgram } from '../scripts/support/program';
import {
  type DecisionMessage,
  decodeOdometryWithoutCovariance,
  encoded,
  type ImageMessage,
  MESSAGES,
  type MessageCodec,
  type OdometryMessage,
  type TwistMessage,
} from '../src/messages/index';
import { medianOf } from './support/measure';

/** Messages of one round; enough for the compiler, and for times far above the clock's resolution. */
const MESSAGES_PER_ROUND = 20_000;

/** Times of one message of a type. */
export interface CodecTimes {
  readonly type: string;
  readonly bytes: number;
  readonly decode_ns: number;
  /** null for a decoder that has no encoder. */
  readonly encode_ns: number | null;
}

const stamp = { sec: 1_700_000_000, nsec: 5_000_000 };
const header = { seq: 7, stamp, frame_id: 'odom' };
const vector = { x: 1.5, y: -2.5, z: 0 };
const twist: TwistMessage = { linear: vector, angular: vector };
const covariance = new Array<number>(36).fill(0.1);
const odometry: OdometryMessage = {
  header,
  child_frame_id: 'xf1',
  pose: { pose: { position: vector, orientation: { x: 0, y: 0, z: 0.6, w: 0.8 } }, covariance },
  twist: { twist, covariance },
};
const image: ImageMessage = {
  header,
  height: 480,
  width: 640,
  encoding: 'rgb8',
  is_bigendian: 0,
  step: 1920,
  data: Buffer.alloc(921_600, 7),
};
const decision: DecisionMessage = {
  header,
  frame_sequence: 1200,
  frame_stamp: stamp,
  simulated_s: 60,
  left_ms: 60_000,
  waited_ms: 0.2,
  step_ms: 0.9,
  inference_ms: 0.5,
  sensor_to_actuator_ms: 1.2,
  v_mps: 8,
  w_radps: -0.1,
  brain: 'follow-line',
  model: 'pilotnet',
  provider: 'cpu',
  frame_age_ms: 105,
  frame_dating: 'stamp',
  moved_m: 1.2,
  turned_rad: -0.05,
  brain_v_mps: 8,
  brain_w_radps: -0.2,
};

function measureCodec<T>(codec: MessageCodec<T>, message: T, rounds: number): CodecTimes {
  const bytes = encoded(codec, message);
  return {
    type: codec.type,
    bytes: bytes.length,
    decode_ns: timeOf(() => codec.decode(bytes), rounds),
    encode_ns: timeOf(() => encoded(codec, message), rounds, bytes.length > 1e5 ? 200 : MESSAGES_PER_ROUND),
  };
}

/** Nanoseconds of one call, the median of the rounds; one more warms up. */
function timeOf(call: () => unknown, rounds: number, calls = MESSAGES_PER_ROUND): number {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const started = process.hrtime.bigint();
    for (let i = 0; i < calls; i++) kept = call();
    times.push(Number(process.hrtime.bigint() - started) / calls);
  }
  return Math.round(medianOf(times.slice(1)));
}

/** Keeps the compiler from dropping calls without a use. */
let kept: unknown = null;

function measure(rounds: number): CodecTimes[] {
  const whole = encoded(MESSAGES['nav_msgs/Odometry'], odometry);
  return [
    measureCodec(MESSAGES['rosgraph_msgs/Clock'], { clock: stamp }, rounds),
    measureCodec(MESSAGES['geometry_msgs/Twist'], twist, rounds),
    measureCodec(MESSAGES['nav_msgs/Odometry'], odometry, rounds),
    {
      type: 'nav_msgs/Odometry without covariances',
      bytes: whole.length,
      decode_ns: timeOf(() => decodeOdometryWithoutCovariance(whole), rounds),
      encode_ns: null,
    },
    measureCodec(MESSAGES['sensor_msgs/Image'], image, rounds),
    measureCodec(MESSAGES['f1_brain/Decision'], decision, rounds),
  ];
}

void runProgram(
  program('npx jiti bench/messages.ts', 'Measures how fast messages are decoded and encoded.')
    .option('--rounds <n>', 'rounds of each measurement', integerFrom(1), 15)
    .option('--json', 'print JSON')
    .action(({ rounds, json }: { rounds: number; json?: boolean }) => {
      const rows = measure(rounds);
      if (kept === null) throw new Error('nothing was measured');
      const lines = rows.map(
        ({ type, bytes, decode_ns, encode_ns }) =>
          `${type} (${bytes} bytes): decode ${decode_ns} ns${encode_ns === null ? '' : `, encode ${encode_ns} ns`}`,
      );
      process.stdout.write(`${json ? JSON.stringify(rows) : lines.join('\n')}\n`);
    }),
);
