import type { Logger } from 'pino';
import type { BrainConfiguration } from '../config/brain-configuration';
import type { RecordingSettings } from '../config/recording';
import { Drive } from '../drive/drive';
import { messageOf } from '../errors';
import type { LapIdentity } from '../measure/metrics/lap-statistics';
import { DECISION_JSON_SUFFIX } from '../messages/index';
import type { RosNode } from '../ros/transport';
import { RosWorld } from '../world/ros/ros-world';
import { offerDrivingServices } from './driving-services';
import type { LoadRequest, OpenedBrain } from './opened-brain';
import { decisionMessage, driverOf } from './recording/decision-message';
import type { RecordingSwitch } from './recording/recording-switch';
import { offerRecordingServices } from './recording-services';
import type { RunMonitor } from './run-monitor';
import { type BrainChange, type RunRecordOptions, runRecord } from './run-record';
import { rosTimeOf } from './telemetry/ros-time';
import { Telemetry } from './telemetry/telemetry';

const DECISION_TOPIC = '~decision';
/** Time for the last zero Twist to leave through the sockets before they are closed. */
const FAREWELL_MS = 100;

export interface RosSessionOptions {
  readonly node: RosNode;
  /** Drives first. */
  readonly opened: OpenedBrain;
  /** Opens another brain while one drives (~load_brain). */
  readonly openAnother: (now: BrainConfiguration, request: LoadRequest) => Promise<OpenedBrain>;
  readonly monitor: RunMonitor;
  readonly folder: string;
  readonly recording: RecordingSettings;
  readonly circuitArgument: string | null;
  /** What the record says about the run. */
  readonly facts: Pick<RunRecordOptions['facts'], 'circuit' | 'direction' | 'laps' | 'endless'> & {
    /** Of what is drawn at random while this brain drives; null when nothing is. */
    readonly seed: (driving: OpenedBrain) => number | null;
  };
  /** Wall contacts so far; null when nobody knows. */
  readonly wallContacts: () => number | null;
  /** Brings the car to its start, before record and figures begin; absent where it starts as it stands. False
   *  when the run was ended meanwhile: there is nothing to record then. */
  readonly bringToStart?: (world: RosWorld) => Promise<boolean>;
  readonly log: Logger;
}

export interface RosSession {
  readonly world: RosWorld;
  readonly drive: Drive;
  /** Who drives now. */
  readonly driving: () => OpenedBrain;
  /** Who drives now and what happened beside the node, for the statistics. */
  identity(): Pick<
    LapIdentity,
    'brain' | 'model' | 'provider' | 'brain_changes' | 'incidents' | 'image_transform' | 'world'
  >;
  /** Stops the car, lets the zero Twist leave, closes brain and node, and completes the record. Safe to
   *  call twice. */
  close(): Promise<void>;
}

/** Wires a brain to the topics of a ROS node; the car does not move before `drive.engage()`. Where that
 *  fails, brain and node are closed. */
export async function startRosSession(options: RosSessionOptions): Promise<RosSession> {
  const { node, monitor, bringToStart, log } = options;
  const { configuration } = options.opened;
  const brainChanges: BrainChange[] = [];
  let opened = options.opened;
  const world = new RosWorld(node, configuration.topics);
  const drive = new Drive({
    world,
    brain: opened.brain,
    limits: configuration.limits,
    cycle_ms: configuration.cycle_ms,
    frameTimeout_ms: configuration.frameTimeout_ms,
    observer: monitor,
    realTime: true,
    preWake: configuration.preWake,
  });
  const record = recordOf(options, world, drive, () => opened, brainChanges);
  monitor.recordTo(record);
  record.attach(world);
  let telemetry: Telemetry | null = null;
  // Whatever fails on the way, the record is completed.
  const end = async () => {
    try {
      await drive.disengage();
      monitor.counts(drive.counts);
      telemetry?.close();
      await new Promise((resolve) => setTimeout(resolve, FAREWELL_MS));
      await Promise.all([drive.active.brain.close(), world.close()]);
    } finally {
      await node.shutdown().finally(() => record.close());
    }
  };
  try {
    let isThere = true;
    if (bringToStart) {
      monitor.wait();
      await world.start();
      isThere = await bringToStart(world);
    }
    if (options.recording.enabled && isThere) await record.start();
    monitor.begin();
    offerRecordingServices(node, record);
    offerDrivingServices({
      node,
      drive,
      open: (request) => options.openAnother(opened.configuration, request),
      changed: (another) => {
        opened = another;
        const { name, model, provider } = another.brain;
        brainChanges.push({ at_ms: performance.now(), brain: name, model, provider });
      },
      held: (held) => monitor.hold(held),
      resetMetrics: () => monitor.reset(drive.counts),
      log,
    });
    publishDecisions(node, monitor);
    telemetry = new Telemetry({
      node,
      drive,
      world,
      metrics: () => monitor.metrics,
      counts: () => monitor.ofFigures(drive.counts),
      stops: () => monitor.stops,
      record: () => ({ bag: record.file, recordUnsaved: record.unsaved }),
      realTimeFactors: () => ({
        realTimeFactor: world.realTimeFactor.byClock(performance.now()),
        gazeboRealTimeFactor: world.realTimeFactor.byGazebo(performance.now()),
      }),
      faults: () => ({
        incidents: world.incidents.counts(),
        lasting: world.incidents.current().map(({ kind, who }) => (who === '' ? kind : `${kind} (${who})`)),
      }),
    });
    monitor.onDecision((...decided) => telemetry?.decision(...decided));
    if (!bringToStart) await world.start();
  } catch (error) {
    await end().catch((second: unknown) => log.error(messageOf(second)));
    throw error;
  }
  let ending: Promise<void> | null = null;
  return {
    world,
    drive,
    driving: () => opened,
    identity: () => ({
      ...driverOf(opened.brain),
      brain_changes: brainChanges.length,
      incidents: world.incidents.counts(),
      image_transform: opened.configuration.imageTransform,
      world: 'ros',
    }),
    close: () => {
      ending ??= end();
      return ending;
    },
  };
}

function recordOf(
  options: RosSessionOptions,
  world: RosWorld,
  drive: Drive,
  driving: () => OpenedBrain,
  brainChanges: readonly BrainChange[],
): RecordingSwitch {
  const { node, monitor, folder, circuitArgument, facts, wallContacts, log } = options;
  return runRecord({
    driving,
    brainChanges,
    settings: options.recording,
    folder,
    nodeName: node.name,
    decisionTopic: node.resolve(DECISION_TOPIC),
    recordTime: 'wall',
    circuitArgument,
    monitor,
    log,
    facts: {
      ...facts,
      get seed() {
        return facts.seed(driving());
      },
      world: 'ros',
      topics: { ...world.topics, decision: `${node.resolve(DECISION_TOPIC)}${DECISION_JSON_SUFFIX}` },
      // Asked when a record begins and ends: the stamps tell only when they come.
      get odometry_stamps() {
        return world.odometryStamps;
      },
    },
    counts: () => drive.counts,
    wallContacts,
  });
}

/** Each decision under ~decision, while somebody listens. */
function publishDecisions(node: RosNode, monitor: RunMonitor): void {
  const publisher = node.advertise(DECISION_TOPIC, 'f1_brain/Decision');
  monitor.onDecision((decision, brain) => {
    if (publisher.subscribers === 0) return;
    const stamp = rosTimeOf(node, decision.sim_s, decision.left_ms);
    publisher.publish(decisionMessage(decision, driverOf(brain), stamp));
  });
}
