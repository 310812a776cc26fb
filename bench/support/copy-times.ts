import { pause } from '../../scripts/support/processes';
import { say } from '../../scripts/support/program';
import { encodeClock, encodeDecision, encodeImage } from '../../src/messages/index';
import { decisionMessage } from '../../src/session/recording/decision-message';
import { Recording } from '../../src/session/recording/recording';
import { type Measured, Stopwatch } from './measure';

const MESSAGES = 400;
/** The first ones are still interpreted. */
const WARM_UP_MESSAGES = 100;
/** As between the messages of a drive. */
const PAUSE_MS = 15;
const STAMP = { sec: 1, nsec: 2 };

export type CopyTimes = Readonly<Record<string, Measured>>;

/** Time of the driving thread for one recorded message of each kind. */
export async function measureCopies(file: string): Promise<CopyTimes> {
  const recording = await Recording.open({
    file,
    table: null,
    metrics: null,
    compression: 'none',
    callerId: '/f1_brain',
    metadata: null,
    measuring: { circuit: null, perfectLap: null },
    images: 'raw',
    worldWaits: false,
    onFailure: ({ reason }) => say(reason ?? 'the recording failed'),
    onDropped: () => say('camera frames were dropped'),
  });
  const kinds = messages();
  const times = new Stopwatch(kinds.map(({ kind }) => kind));
  for (let i = 0; i < MESSAGES; i++) {
    for (const { kind, type, data } of kinds) {
      const begin_ms = performance.now();
      void recording.message({ topic: `/${kind}`, type, data: data(), callerId: '/a', time: STAMP });
      times.add(kind, performance.now() - begin_ms);
    }
    await pause(PAUSE_MS);
  }
  await recording.finish({});
  return times.summary(WARM_UP_MESSAGES);
}

interface Kind {
  readonly kind: string;
  readonly type: string;
  /** Encodes where the driving thread does it. */
  readonly data: () => Uint8Array;
}

function messages(): readonly Kind[] {
  const image = encodeImage({
    header: { seq: 1, stamp: STAMP, frame_id: 'camera' },
    height: 480,
    width: 640,
    encoding: 'rgb8',
    is_bigendian: 0,
    step: 1920,
    data: new Uint8Array(921_600).fill(90),
  });
  const decision = {
    sequence: 1,
    stamp: STAMP,
    command: { v_mps: 9, w_radps: 0.1 },
    waited_ms: 0.1,
    step_ms: 1.2,
    inference_ms: 0.9,
    sensor_to_actuator_ms: 1.5,
    left_ms: 100,
    sim_s: 5,
  };
  const driver = { brain: 'pilotnet', model: 'pilotnet', provider: 'cpu' };
  const odometry = Buffer.alloc(733, 1);
  return [
    { kind: 'clock', type: 'rosgraph_msgs/Clock', data: () => encodeClock({ clock: STAMP }) },
    { kind: 'odometry', type: 'nav_msgs/Odometry', data: () => odometry },
    {
      kind: 'decision',
      type: 'f1_brain/Decision',
      data: () => encodeDecision(decisionMessage(decision, driver, STAMP)),
    },
    { kind: 'image', type: 'sensor_msgs/Image', data: () => image },
  ];
}
