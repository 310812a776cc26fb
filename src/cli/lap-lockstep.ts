import { CLOCK_TOPIC, DECISION_TOPIC } from '../config/topics';
import { openResponsiveBrain } from '../drive/brains/responsive-brain';
import { Drive } from '../drive/drive';
import { DECISION_JSON_SUFFIX } from '../messages/index';
import { RunMonitor } from '../session/run-monitor';
import { runRecord } from '../session/run-record';
import { exitCodeOf, onShutdown } from '../support/shutdown';
import { LockstepWorld } from '../world/simulator/lockstep-world';
import { type LapPlan, type LapResult, timeLimit_s } from './lap-plan';

/** Simulated time from a frame's capture to its command in the built-in lockstep world: what the node
 *  takes over ROS on a machine with two cores (docs/performance.md). */
const SENSOR_TO_ACTUATOR_DELAY_MS = 5;
/** Whose decisions the record says they are: the node's name over ROS. */
const NODE_NAME = '/f1_brain';

/** Drives the laps in-process, with time standing still while the brain thinks: the same for a seed. */
export async function driveLockstep(plan: LapPlan): Promise<LapResult> {
  const { circuit, direction, laps, seed, log, progress } = plan;
  const world = new LockstepWorld({
    circuit,
    direction,
    seed,
    sensorToActuatorDelay_ms: SENSOR_TO_ACTUATOR_DELAY_MS,
    topics: plan.brain.topics,
  });
  const brain = await openResponsiveBrain(plan.brain, plan.brainOptions);
  const monitor = new RunMonitor({
    circuit,
    direction,
    laps,
    log,
    progress,
    limit_s: timeLimit_s(plan),
    onEnd: () => {
      drive.disengage().then(() => world.close());
    },
  });
  const drive = new Drive({
    world,
    brain,
    limits: plan.brain.limits,
    cycle_ms: plan.brain.cycle_ms,
    frameTimeout_ms: plan.brain.frameTimeout_ms,
    observer: monitor,
    realTime: false,
  });
  const record = runRecord({
    driving: () => ({ configuration: plan.brain, brain }),
    settings: plan.recording,
    folder: plan.folder,
    nodeName: NODE_NAME,
    decisionTopic: DECISION_TOPIC,
    recordTime: 'simulated',
    circuitArgument: plan.circuitArgument,
    monitor,
    log,
    facts: {
      world: 'lockstep',
      circuit: circuit.name,
      direction,
      laps,
      seed,
      endless: false,
      topics: {
        ...plan.brain.topics,
        clock: CLOCK_TOPIC,
        decision: `${DECISION_TOPIC}${DECISION_JSON_SUFFIX}`,
      },
      odometry_stamps: 'simulated',
    },
    counts: () => drive.counts,
    wallContacts: () => world.contacts().events,
  });
  monitor.recordTo(record);
  record.attach(world);
  let exitCode: number | null = null;
  const release = onShutdown(plan.io, (signal) => {
    exitCode = exitCodeOf(signal);
    monitor.end('interrupted');
  });
  try {
    if (plan.recording.enabled) await record.start();
    drive.engage();
    try {
      await world.start();
    } finally {
      monitor.counts(drive.counts);
      await record.close();
    }
    const statistics = await monitor.write(plan.folder, {
      circuit: circuit.name,
      brain: brain.name,
      model: brain.model,
      provider: brain.provider,
      image_transform: plan.brain.imageTransform,
      world: 'lockstep',
      seed,
      wall_contacts: world.contacts().events,
    });
    return { statistics, exitCode: exitCode ?? (statistics.completed && !monitor.unsaved ? 0 : 1) };
  } finally {
    release();
    await drive.disengage();
    await brain.close();
  }
}
