import { InterruptedError, WorldError } from '../errors';
import { startMaster } from '../ros/master/master';
import { MasterApi } from '../ros/master/master-api';
import { rosnodejs } from '../ros/rosnodejs/index';
import { type BrainChoice, openAnother, openChosen } from '../session/opened-brain';
import { startRosSession } from '../session/ros-session';
import { RunMonitor } from '../session/run-monitor';
import { startSimulatorProcess } from '../session/simulator-process';
import { exitCodeOf, onShutdown } from '../support/shutdown';
import { type LapPlan, type LapResult, timeLimit_s } from './lap-plan';

const LOOPBACK = '127.0.0.1';
const FIRST_POSE_TIMEOUT_MS = 15_000;

/** Drives the laps over real ROS messages: an embedded master on a free port, the built-in world in a
 *  process of its own, the node here. */
export async function driveOverRos(plan: LapPlan): Promise<LapResult> {
  const { brain: configuration, circuit, direction, laps, seed, log, progress } = plan;
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    const closer = closers.pop();
    if (closer) await closer().finally(close);
  };
  let over!: () => void;
  const ended = new Promise<void>((resolve) => {
    over = resolve;
  });
  const monitor = new RunMonitor({
    circuit,
    direction,
    laps,
    log,
    progress,
    limit_s: timeLimit_s(plan),
    onEnd: over,
  });
  let exitCode: number | null = null;
  let engaged = false;
  const release = onShutdown(plan.io, (signal) => {
    exitCode = exitCodeOf(signal);
    monitor.end('interrupted');
  });
  try {
    const master = await startMaster({ host: LOOPBACK, port: 0 });
    closers.push(() => master.close());
    // Camera and odometry stamps then come from the same, simulated clock.
    await new MasterApi(master.uri, '/f1_brain').setParam('/use_sim_time', true);
    // The brain loads while the simulator starts.
    const choice: BrainChoice = { seed, ...plan.brainOptions };
    const opening = openChosen(configuration, choice);
    opening.catch(() => {});
    const simulator = await startSimulatorProcess({
      masterUri: master.uri,
      args: ['--circuit', plan.circuitArgument, '--direction', direction, '--seed', String(seed)],
      onLine: (line) => log.debug(`simulator: ${line}`),
      environment: plan.io.env,
    });
    closers.push(() => {
      // One that is closed is not lost.
      monitor.end('interrupted');
      return simulator.close();
    });
    void simulator.ended.then((reason) => {
      if (monitor.metrics.endedBecause === null) log.error(reason);
      monitor.end('world_lost');
    });
    const opened = await opening;
    const { brain } = opened;
    const node = await rosnodejs
      .startNode({
        name: 'f1_brain',
        masterUri: master.uri,
        host: LOOPBACK,
        argv: [],
        environment: plan.io.env,
        logger: log,
        handleSignals: false,
      })
      .catch(async (error: unknown) => {
        await brain.close();
        throw error;
      });
    closers.push(() => node.shutdown());
    node.onShutdownRequested(() => monitor.end('interrupted'));
    let contactEvents: number | null = null;
    const session = await startRosSession({
      node,
      opened,
      openAnother: (now, request) => openAnother(now, request, choice),
      monitor,
      folder: plan.folder,
      recording: plan.recording,
      circuitArgument: plan.circuitArgument,
      facts: { circuit: circuit.name, direction, laps, seed: () => seed, endless: false },
      wallContacts: () => contactEvents,
      log,
    });
    closers.push(() => session.close());
    await firstPose(monitor, ended);
    log.info(
      `${brain.name} drives ${circuit.name} (${circuit.length_m.toFixed(0)} m, ${direction}) ` +
        `with ${brain.model ?? 'no network'}${brain.provider === null ? '' : ` on ${brain.provider}`}`,
    );
    if (monitor.metrics.endedBecause === null) {
      engaged = true;
      session.drive.engage();
    }
    await ended;
    // The car stands before anything else is asked or written.
    await session.drive.disengage();
    contactEvents = (await simulator.contacts())?.events ?? null;
    await close();
    const statistics = await monitor.write(plan.folder, {
      circuit: circuit.name,
      ...session.identity(),
      seed,
      wall_contacts: contactEvents,
    });
    return { statistics, exitCode: exitCode ?? (statistics.completed && !monitor.unsaved ? 0 : 1) };
  } catch (error) {
    // The simulator's process may have got the same Ctrl-C while it was starting.
    if (exitCode !== null && !engaged) throw new InterruptedError(exitCode);
    throw error;
  } finally {
    release();
    await close();
  }
}

async function firstPose(monitor: RunMonitor, ended: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), FIRST_POSE_TIMEOUT_MS);
  });
  const first = await Promise.race([monitor.firstPose, ended, late]);
  clearTimeout(timer);
  if (first === 'late') {
    throw new WorldError(`no odometry came from the simulator within ${FIRST_POSE_TIMEOUT_MS / 1000} s`);
  }
}
