import { openPatientBrain } from '../../drive/brains/responsive-brain';
import { DECISION_JSON_SUFFIX } from '../../messages/index';
import { NODE_LATENCY_MS } from '../../world/simulator/camera-timing';
import { LockstepWorld } from '../../world/simulator/lockstep-world';
import type { BuiltInSessionOptions } from '../session-options';
import { chosenLap } from './built-in';
import { openChosen } from './opened-brain';
import { lockstepRecovery } from './recovery';
import { recoverySettings } from './settings';
import type { Setup, SetupContext } from './setup';

/** The node that the record names as the author of decisions: as over ROS. */
const NODE_NAME = '/f1_brain';
const DECISION_TOPIC = '/f1_brain/decision';

/** The built-in world in this process, where simulated time waits for the brain: deterministic for a seed.
 *  @throws ConfigurationError, ModelError, ProviderError */
export async function openLockstep(options: BuiltInSessionOptions, context: SetupContext): Promise<Setup> {
  const { choice, configuration, circuit, seed, startPose, ...lap } = await chosenLap(options, context);
  const { topics, car } = configuration;
  const world = new LockstepWorld({
    circuit: circuit.circuit,
    direction: lap.plan.direction,
    seed,
    ...(startPose !== null && { start: startPose }),
    sensorToActuatorDelay_ms: Math.min(NODE_LATENCY_MS, lap.cameraTiming.latency_ms),
    cameraTiming: lap.cameraTiming,
    appearance: { camera: car.camera },
    topics,
    encoding: car.encoding,
  });
  context.resources.add(() => world.close());
  const opened = await openChosen(configuration, choice, openPatientBrain);
  context.resources.add(() => opened.brain.close());
  return {
    ...lap,
    kind: 'lockstep',
    world,
    realTime: false,
    opened,
    choice,
    circuit,
    seed: () => seed,
    nodeName: NODE_NAME,
    decisionTopic: DECISION_TOPIC,
    recordTime: 'simulated',
    facts: () => ({
      topics: { ...topics, clock: '/clock', decision: `${DECISION_TOPIC}${DECISION_JSON_SUFFIX}` },
      odometry_stamps: 'simulated',
      ...lap.recordedTiming,
    }),
    ros: null,
    guard: null,
    endsHungProcess: false,
    recovery: lockstepRecovery(recoverySettings(options, configuration.recovery), world),
    toStart: async () => world.place(),
    holdTime: (held) => (held ? world.hold() : world.release()),
    bringToStart: null,
    ready: async () => {},
    beforeClose: async () => {},
    wallContacts: () => world.contacts().events,
    identity: () => lap.recordedTiming,
  };
}
