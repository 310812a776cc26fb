import type { Circuit, StartPose } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import type { BrainConfiguration } from '../../config/brain-configuration';
import { F1_CAR } from '../../config/car-preset';
import { cameraInfoTopic, rawTopic, type Topics } from '../../config/topics';
import { ConfigurationError, WorldError } from '../../errors';
import { startMaster } from '../../ros/master/master';
import { MasterApi } from '../../ros/master/master-api';
import { rosnodejs } from '../../ros/rosnodejs/index';
import type { Transport } from '../../ros/transport';
import type { Resources } from '../resources';
import type { BuiltInSessionOptions } from '../session-options';
import { chosenLap } from './built-in';
import { cameraTimingArguments } from './camera-timing';
import { type BrainChoice, type OpenedBrain, openChosen } from './opened-brain';
import { rosPutBack, rosRecovery } from './recovery';
import { NODE_NAME, rosParts } from './ros-parts';
import { recoverySettings, withoutAbsent } from './settings';
import type { Setup, SetupContext } from './setup';
import { type SimulatorProcess, startSimulatorProcess } from './simulator-process';

const LOOPBACK = '127.0.0.1';
const FIRST_POSE_TIMEOUT_MS = 15_000;

/** What the setup starts; tests put others in their place. */
export interface SimulatedRosParts {
  readonly startMaster: typeof startMaster;
  readonly startSimulator: typeof startSimulatorProcess;
  readonly transport: Transport;
}

const REAL_PARTS: SimulatedRosParts = {
  startMaster,
  startSimulator: startSimulatorProcess,
  transport: rosnodejs,
};

/** The built-in world over real ROS messages: an embedded master on a free port, the simulator in a process of its
 *  own, the node here.
 *  @throws ConfigurationError, ModelError, ProviderError, WorldError */
export async function openSimulatedRos(
  options: BuiltInSessionOptions,
  context: SetupContext,
  parts: SimulatedRosParts = REAL_PARTS,
): Promise<Setup> {
  const { choice, configuration, circuit, seed, startPose, ...lap } = await chosenLap(options, context);
  const { resources, log } = context;
  checkImages(configuration);
  // At once: while a simulator starts, the node that is in the way may end, and the session would drive after all.
  parts.transport.checkRoom?.();
  const master = await parts.startMaster({ host: LOOPBACK, port: 0 });
  resources.add(() => master.close());
  // Camera and odometry stamps then come from the same, simulated clock.
  await new MasterApi(master.uri, `/${NODE_NAME}`).setParam('/use_sim_time', true);
  // The brain loads while the simulator starts.
  const opening = startOpening(configuration, choice, resources);
  const simulator = await parts.startSimulator({
    masterUri: master.uri,
    args: [
      ...simulatorArguments(circuit.name, lap.plan.direction, seed),
      ...(startPose === null ? [] : ['--start-pose', poseArgument(startPose)]),
      ...carArguments(configuration),
      ...cameraTimingArguments(options),
    ],
    onLine: (line) => log.debug(`simulator: ${line}`),
    environment: context.environment,
  });
  watchSimulator(simulator, context);
  const opened = await opening;
  const node = await parts.transport.startNode({
    name: NODE_NAME,
    masterUri: master.uri,
    host: LOOPBACK,
    argv: [],
    environment: context.environment,
    logger: log,
    onLine: (listener) => log.onLine(listener),
    handleSignals: false,
  });
  resources.add(() => node.shutdown());
  let contacts: number | null = null;
  const driven = rosParts(node, configuration, context, {
    guarded: parts.transport === rosnodejs && options.guard !== false,
    ...withoutAbsent({ endHungProcess: options.endHungProcess }),
  });
  driven.world.course = circuit.circuit;
  return {
    ...lap,
    ...driven,
    opened,
    choice,
    circuit,
    seed: () => seed,
    facts: () => ({ ...driven.facts(), ...lap.recordedTiming }),
    recovery: rosRecovery(recoverySettings(options, configuration.recovery), driven.ros, context),
    toStart: () => rosPutBack(driven.ros, context)(null),
    bringToStart: null,
    ready: async (firstPose) => {
      await inTime(firstPose);
      log.info(readyLine(opened, circuit.circuit, lap.plan.direction));
    },
    beforeClose: async () => {
      contacts = (await simulator.contacts())?.events ?? null;
    },
    wallContacts: () => contacts,
    identity: () => lap.recordedTiming,
  };
}

/** Opens the brain and closes it with the session; an error is thrown where the brain is awaited. */
function startOpening(
  configuration: BrainConfiguration,
  choice: BrainChoice,
  resources: Resources,
): Promise<OpenedBrain> {
  const opening = openChosen(configuration, choice);
  opening.catch(() => {});
  resources.add(() =>
    opening.then(
      ({ brain }) => brain.close(),
      () => {},
    ),
  );
  return opening;
}

function simulatorArguments(circuit: string, direction: Direction, seed: number): string[] {
  return ['--circuit', circuit, '--direction', direction, '--seed', String(seed)];
}

/** The car, and as remappings the topics that the brain's file names in place of the car's. */
function carArguments({ car, topics }: BrainConfiguration): string[] {
  const others = (Object.keys(topics) as (keyof Topics)[]).filter(
    (role) => topics[role] !== car.topics[role],
  );
  const names = others.map((role): [string, string] => [car.topics[role], topics[role]]);
  if (others.includes('camera'))
    names.push([cameraInfoTopic(car.topics.camera), cameraInfoTopic(topics.camera)]);
  return [
    ...(car.name === F1_CAR.name ? [] : ['--car', car.file ?? car.name]),
    ...names.map(([own, named]) => `${own}:=${named}`),
  ];
}

/** @throws ConfigurationError for a camera that the simulator has not */
function checkImages({ file, topics: { camera } }: BrainConfiguration): void {
  if (rawTopic(camera) === camera) return;
  throw new ConfigurationError(
    `${file}: drives with ${camera}, but the built-in world publishes no compressed images; ` +
      `name ${rawTopic(camera)}, or drive with --world lockstep`,
  );
}

function poseArgument({ x_m, y_m, yaw_rad }: StartPose): string {
  return `${x_m},${y_m},${yaw_rad}`;
}

/** Closes the simulator with the session; one that ends before ends the run. */
function watchSimulator(simulator: SimulatorProcess, { resources, signal, log, end }: SetupContext): void {
  let closing = false;
  resources.add(() => {
    closing = true;
    return simulator.close();
  });
  void simulator.ended.then((reason) => {
    if (closing) return;
    // It may have got the signal that ends the run.
    if (!signal.aborted) log.error(reason);
    end('world_lost');
  });
}

function readyLine({ brain }: OpenedBrain, circuit: Circuit, direction: Direction): string {
  const { name, model, provider } = brain;
  return (
    `${name} drives ${circuit.name} (${circuit.length_m.toFixed(0)} m, ${direction}) ` +
    `with ${model ?? 'no network'}${provider === null ? '' : ` on ${provider}`}`
  );
}

async function inTime(firstPose: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new WorldError(
      `no odometry came from the simulator within ${FIRST_POSE_TIMEOUT_MS / 1000} s`,
    );
    timer = setTimeout(() => reject(error), FIRST_POSE_TIMEOUT_MS);
  });
  await Promise.race([firstPose, late]);
  clearTimeout(timer);
}
