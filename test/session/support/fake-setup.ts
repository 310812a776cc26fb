import { readBrain } from '../../../src/config/brain-file';
import { DEFAULT_RECORDING } from '../../../src/config/recording';
import { EventSource } from '../../../src/session/event-source';
import { Resources } from '../../../src/session/resources';
import { Run } from '../../../src/session/run';
import type { SessionEvents } from '../../../src/session/session-events';
import { SessionLog } from '../../../src/session/session-log';
import type { OpenedBrain } from '../../../src/session/setup/opened-brain';
import { PeerFiles } from '../../../src/session/setup/peer-files';
import type { Setup, SetupContext } from '../../../src/session/setup/setup';
import type { Brain, BrainOutput, Command, Frame, Pose, World } from '../../../src/types';

/** A brain that drives straight on, or whose closing fails. */
export class FakeBrain implements Brain {
  readonly model = null;
  readonly provider = null;
  closed = 0;

  constructor(
    readonly name: string,
    readonly onClose: () => void = () => {},
  ) {}

  async warmUp() {}
  decide(): Promise<BrainOutput> | BrainOutput {
    return { v_mps: 1, w_radps: 0, inference_ms: null };
  }
  async close() {
    this.closed += 1;
    this.onClose();
  }

  get opened(): OpenedBrain {
    return { brain: this, configuration: readBrain('line_follower'), model: null };
  }
}

/** A world that is moved by hand and keeps the commands. */
export class FakeWorld implements World {
  readonly commands: Command[] = [];
  closed = 0;
  frame: (frame: Frame) => unknown = () => {};
  pose: (pose: Pose) => void = () => {};

  constructor(readonly onStart: () => void = () => {}) {}

  onFrame(listener: (frame: Frame) => unknown) {
    this.frame = listener;
  }
  onPose(listener: (pose: Pose) => void) {
    this.pose = listener;
  }
  onRejectedFrame() {}
  async start() {
    this.onStart();
  }
  command(command: Command) {
    this.commands.push(command);
  }
  simulatedSeconds() {
    return 0;
  }
  async close() {
    this.closed += 1;
  }
}

/** A setup in real time without ROS and without a circuit, which writes nothing unless it is told to. */
export function fakeSetup(parts: Partial<Setup> = {}): Setup {
  return {
    kind: 'ros',
    world: new FakeWorld(),
    realTime: true,
    opened: new FakeBrain('first').opened,
    choice: { seed: 1 },
    circuit: null,
    plan: {
      direction: 'forward',
      laps: Number.POSITIVE_INFINITY,
      endless: true,
      limit_s: null,
      standstill_s: null,
      patient: true,
    },
    seed: () => null,
    folder: null,
    recording: { ...DEFAULT_RECORDING, enabled: parts.folder !== undefined },
    startPaused: false,
    peerFiles: new PeerFiles(),
    nodeName: '/car',
    decisionTopic: '/car/decision',
    recordTime: 'wall',
    facts: () => ({
      topics: { odometry: '/odom', clock: '/clock', command: '/cmd_vel', decision: '/car/decision' },
      odometry_stamps: null,
    }),
    ros: null,
    guard: null,
    endsHungProcess: false,
    recovery: null,
    toStart: async () => {},
    holdTime: null,
    bringToStart: null,
    ready: async () => {},
    beforeClose: async () => {},
    wallContacts: () => null,
    identity: () => ({}),
    ...parts,
  };
}

/** A run of such a setup by itself, with what it logs. */
export function fakeRun(parts: Partial<Setup> = {}) {
  const lines: string[] = [];
  const context = {
    resources: new Resources(),
    events: new EventSource<SessionEvents>((error) => {
      throw error;
    }),
    log: new SessionLog('info', ({ level, message }) => lines.push(`${level}: ${message}`)),
    onState: () => {},
    onEnd: () => {},
  };
  return { run: new Run(fakeSetup(parts), context), lines, ...context };
}

/** A context for setups that are opened by themselves; `ends` are the reasons that they gave. */
export function fakeContext(): SetupContext & {
  readonly ends: string[];
  readonly lines: string[];
  abort(): void;
} {
  const controller = new AbortController();
  const [ends, lines]: [string[], string[]] = [[], []];
  return {
    ends,
    lines,
    abort: () => controller.abort(),
    log: new SessionLog('info', ({ message }) => lines.push(message)),
    resources: new Resources(),
    signal: controller.signal,
    environment: {},
    end: (reason) => void ends.push(reason),
    openFolder: () => null,
  };
}
