import path from 'node:path';
import { formatBrainEntry } from '../../config/brain-entry';
import { readBrain } from '../../config/brain-file';
import { ConfigurationError, InterruptedError, WorldError } from '../../errors';
import { type RosMaster, startMaster } from '../../ros/master/master';
import type { SessionResult } from '../../session/run';
import { Session } from '../../session/session';
import type { ExternalSessionOptions } from '../../session/session-options';
import { findFreePort } from '../../support/free-port';
import { shellLine } from '../../support/shell-words';
import { awaitTopics } from '../../world/gazebo/awaited-topics';
import { KeptLaunch } from '../../world/gazebo/kept-launch';
import { launchCommand } from '../../world/gazebo/launch-command';
import { gazeboHomeLog, launchEnvironment } from '../../world/gazebo/launch-environment';
import type { LaunchLost } from '../../world/gazebo/launch-messages';
import type { PlannedRun } from '../run/planned-run';
import { type Driven, type DriveOptions, SimulatorLostError } from './driven';
import { followSession } from './follow-session';
import { gazeboSessionOptions } from './gazebo-session-options';
import { GAZEBO_LOG_FILE, type RunLog } from './run-log';
import { outcomeOf } from './run-outcome';
import { SilenceWatch } from './silence-watch';

/** In the folder of a run: log files of ROS and Gazebo. */
const LOG_FOLDER = 'gazebo';
const LOOPBACK = '127.0.0.1';
/** Gazebo may have to load models from a slow disk. */
const READY_S = 120;
/** A simulator whose odometry is silent for so long hangs. */
const SILENT_S = 15;
/** roslaunch tells of the end of a node after up to so long. */
const NEWS_MS = 2000;

type Options = DriveOptions & { readonly log: RunLog };
type Lost = Omit<LaunchLost, 'type'>;

/**
 * Drives one run in a Gazebo that is started for it, on masters of its own, and ended after it.
 * @throws SimulatorLostError where Gazebo crashed or hung; ConfigurationError where its launch is wrong; InterruptedError
 */
export async function driveInGazebo(run: PlannedRun, folder: string, options: Options): Promise<Driven> {
  const { log } = options;
  const { launch, command, args } = await launchCommand(launchOf(run), folder, process.env);
  const gazeboPort = await findFreePort(LOOPBACK);
  const logFolder = path.join(folder, LOG_FOLDER);
  const master = await startMaster({ host: LOOPBACK, port: 0 });
  log.write('info', `starts ${shellLine([command, ...args])} on ${master.uri}`);
  const gazebo = new KeptLaunch({
    command,
    args,
    logFile: path.join(folder, GAZEBO_LOG_FILE),
    homeLog: gazeboHomeLog(process.env, gazeboPort, logFolder),
    environment: launchEnvironment(launch, { masterUri: master.uri, gazeboPort, logFolder }, process.env),
  });
  try {
    return await new GazeboRun(run, folder, { ...options, master, gazebo }).drive();
  } finally {
    const since_ms = performance.now();
    await gazebo.close();
    await master.close();
    log.write('info', `Gazebo has ended after ${seconds(performance.now() - since_ms)} s`);
  }
}

interface Started {
  readonly master: RosMaster;
  readonly gazebo: KeptLaunch;
}

/** A run in a Gazebo that has been started. */
class GazeboRun {
  readonly #run: PlannedRun;
  readonly #folder: string;
  readonly #options: Options & Started;
  /** Aborted where the run was told to end, or its Gazebo is lost. */
  readonly #ending = new AbortController();
  #lost: Lost | null = null;

  constructor(run: PlannedRun, folder: string, options: Options & Started) {
    this.#run = run;
    this.#folder = folder;
    this.#options = options;
    void options.gazebo.lost.then((lost) => this.#lose(lost));
  }

  async drive(): Promise<Driven> {
    const { signal } = this.#options;
    const end = () => this.#ending.abort();
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    try {
      await this.#ready();
      const result = await this.#session();
      if (this.#lost !== null && result.statistics.ended_because === 'interrupted') throw this.#lost;
      return outcomeOf(result, this.#folder);
    } catch (error) {
      throw await this.#explain(error);
    } finally {
      signal.removeEventListener('abort', end);
    }
  }

  async #ready(): Promise<void> {
    const { master, log } = this.#options;
    const { brain, model } = this.#run;
    const named = formatBrainEntry({ file: brain.path, entry: brain.entry });
    const { topics } = readBrain(named, model === null ? {} : { model: model.path });
    const since_ms = performance.now();
    await awaitTopics(master.uri, topics, { patience_s: READY_S, signal: this.#ending.signal });
    log.write('info', `Gazebo's topics are there after ${seconds(performance.now() - since_ms)} s`);
  }

  async #session(): Promise<SessionResult> {
    const { master, log } = this.#options;
    const options: ExternalSessionOptions = {
      ...(await gazeboSessionOptions(this.#run, this.#folder)),
      masterUri: master.uri,
      environment: { ...process.env, ROS_MASTER_URI: master.uri, ROS_IP: LOOPBACK, ROS_HOSTNAME: undefined },
      signal: this.#ending.signal,
    };
    const session = new Session(options);
    followSession(session, this.#options, log);
    const watch = new SilenceWatch({ first_s: READY_S, next_s: SILENT_S }, (silent_s) =>
      this.#lose({ why: `no odometry has come for ${silent_s} s`, hadStarted: true }),
    );
    session.on('pose', () => watch.heard());
    session.on('state', ({ state }) => {
      if (state === 'ending') watch.stop();
    });
    try {
      await session.open();
      watch.start();
      return await session.run();
    } finally {
      watch.stop();
    }
  }

  #lose(lost: Lost): void {
    this.#lost ??= lost;
    this.#ending.abort();
  }

  async #explain(error: unknown): Promise<unknown> {
    const { signal, gazebo } = this.#options;
    if (signal.aborted) return new InterruptedError();
    // What failed may have failed because Gazebo has just died.
    if (this.#lost === null) {
      await Promise.race([gazebo.lost, new Promise((resolve) => setTimeout(resolve, NEWS_MS))]);
    }
    if (this.#lost !== null) {
      const { why, hadStarted } = this.#lost;
      return hadStarted
        ? new SimulatorLostError(why)
        : new ConfigurationError(`${launchOf(this.#run)}: ${why}`);
    }
    return error instanceof WorldError ? new SimulatorLostError(error.message) : error;
  }
}

function launchOf({ world }: PlannedRun): string {
  if (world.kind !== 'gazebo') throw new Error(`a run in ${world.kind} has no launch file`);
  return world.launch;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
