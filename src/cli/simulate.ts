import type { Command } from 'commander';
import type { Logger } from 'pino';
import type { StartPose } from '../circuit/circuit';
import type { Direction } from '../circuit/direction';
import { loadCircuit } from '../circuit/load';
import { undrawnNote } from '../circuit/variants';
import { describeCar, F1_CAR, openCar } from '../config/car-preset';
import { LiveSimulation } from '../live/simulation/live-simulation';
import { OptionSection } from '../session/session-options';
import { readCameraTiming, resolveCameraTiming } from '../world/simulator/camera-timing';
import { startRosSimulator } from '../world/simulator/ros-simulator';
import { checkStartPose } from '../world/start/start-place';
import type { Invocation } from './io';
import { openLive } from './open-live';
import { addCameraTimingOptions, type CameraTimingOptions, withCameraTiming } from './options/camera-timing';
import { carOption, directionOption, startPoseOption } from './options/common';
import { addFoxgloveOption, addLiveOptions, type LiveOptions, splitLive } from './options/live';
import { integerFrom, parseRealTimeFactor } from './options/parsers';
import { runNode, type Serve } from './run-node';

interface SimulateOptions extends CameraTimingOptions, LiveOptions {
  circuit: string;
  rtf: number | 'max';
  direction: Direction;
  car?: string;
  seed: number;
  startPose?: StartPose;
}

export function addSimulate(program: Command, cli: Invocation): Command {
  const simulate = program
    .command('simulate')
    .description("run the built-in world alone, as a ROS node with Gazebo's topics and services")
    .option('--circuit <name>', 'circuit, generated:SEED, circuit file or perfect-lap bag', 'simple_circuit')
    .option('--rtf <factor>', 'simulated seconds per second, or max', parseRealTimeFactor, 1)
    .addOption(directionOption())
    .addOption(carOption('f1'))
    .addOption(startPoseOption())
    .option('--seed <number>', 'seed of the road texture and camera noise', integerFrom(0), 1);
  return addFoxgloveOption(addLiveOptions(addCameraTimingOptions(simulate))).action(
    async (options: SimulateOptions) => {
      cli.finish(await runNode(cli, 'gazebo', (log) => prepareWorld(options, cli, log)));
    },
  );
}

async function prepareWorld(given: SimulateOptions, cli: Invocation, log: Logger): Promise<Serve> {
  const { parent } = cli;
  const [liveOptions, options] = splitLive(given);
  const { direction, seed, rtf, car: named, startPose, ...settings } = withCameraTiming(options);
  const cameraTiming = resolveCameraTiming(readCameraTiming(new OptionSection(settings, 'simulate')));
  const car = named === undefined ? F1_CAR : openCar(named);
  const circuit = await loadCircuit(options.circuit);
  if (startPose !== undefined) checkStartPose(startPose, circuit, 'the start pose');
  // The session that started this process says it itself.
  const undrawn = parent ? null : undrawnNote(options.circuit);
  const server = await openLive(liveOptions, cli, log);
  const live = server && new LiveSimulation(server, circuit, direction);
  return async (node, _, end) => {
    if (undrawn !== null) log.warn(undrawn);
    const simulator = await startRosSimulator({
      node,
      circuit,
      direction,
      seed,
      ...(startPose !== undefined && { start: startPose }),
      realTimeFactor: rtf,
      car,
      cameraTiming,
      logger: log,
      ...(live && { watcher: live.watcher }),
    });
    live?.begin(simulator, end);
    if (car.name !== F1_CAR.name) log.info(describeCar(car));
    log.info(`${circuit.name} is ready: camera, odometry, clock and Gazebo's services; Ctrl-C ends it`);
    // A parent that started this world asks for its wall contacts.
    parent?.onMessage((message) => {
      if (message === 'contacts') parent.send({ contacts: simulator.contacts() });
    });
    parent?.send('ready');
    return async () => {
      await simulator.close();
      await live?.close();
    };
  };
}
