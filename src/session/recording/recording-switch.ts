import { existsSync } from 'node:fs';
import path from 'node:path';
import type { RecordingSettings } from '../../config/recording';
import { BagError } from '../../errors';
import { encodeDecision } from '../../messages/index';
import { simulatedStamp } from '../../support/simulated-time';
import { wallStamp } from '../../support/wall-clock';
import type { Brain, Decision, MessageTap, World } from '../../types';
import type { FilePaths, MeasurementPlan } from './channels';
import { decisionMessage, driverOf } from './decision-message';
import { littleSpace } from './disk-space';
import { failure, unmeasuredLine } from './log-lines';
import { openRecording, type RecordingNames } from './open-recording';
import type { Recording } from './recording';
import type { RecordingOutcome } from './recording-options';
import { type BagOutcome, type RecordingStatistics, sumOutcomes } from './recording-statistics';

/** A bag that takes longer to complete is announced. */
const SLOW_MS = 1500;

interface Log {
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

/** What a bag says of the run in its metadata. */
export interface RunDescription {
  /** What is known when the recording begins: all that is in the bag of a process that was killed. */
  readonly opening: object;
  /** @param real_seconds wall seconds since then */
  closing(real_seconds: number): object;
}

export interface RecordingSwitchOptions {
  readonly folder: string;
  /** Where the folder is now; it may be renamed or removed. Default: where it was. */
  readonly findFolder?: () => string;
  /** Name of the bags without ending, for example 20260131-235959. */
  readonly name: string;
  readonly settings: RecordingSettings;
  /** Absolute name of the node. */
  readonly nodeName: string;
  /** Absolute name of the topic of its decisions. */
  readonly decisionTopic: string;
  /** Clock of the messages' times; a world in simulated time waits for the recording. */
  readonly recordTime: 'wall' | 'simulated';
  readonly measuring: MeasurementPlan;
  /** Whether the recording thread ends the process when the main thread hangs. Default false. */
  readonly endsHungProcess?: boolean;
  /** Called when a recording begins. */
  readonly describe: () => RunDescription;
  /** Called when the recording failed. */
  readonly onFailure: () => void;
  readonly log: Log;
}

interface Running {
  /** Number of its bag in this run, from 1. */
  readonly number: number;
  readonly recording: Recording;
  readonly description: RunDescription;
  readonly since_ms: number;
  files: RecordingNames;
}

interface Outcome extends BagOutcome {
  readonly number: number;
  /** Whether the drive was over when the bag was being completed. */
  readonly over: boolean;
}

/** The recording of a run, switched on and off: one bag after the other. */
export class RecordingSwitch {
  readonly #options: RecordingSwitchOptions;
  #world: World | null = null;
  #running: Running | null = null;
  #starting: Promise<string> | null = null;
  readonly #ending = new Set<Promise<unknown>>();
  readonly #outcomes: Outcome[] = [];
  readonly #files: Record<string, string> = {};
  /** Names used so far: the folder may be deleted and made again. */
  readonly #given = new Set<string>();
  #bags = 0;
  #over = false;
  #unsaved = false;

  constructor(options: RecordingSwitchOptions) {
    this.#options = options;
  }

  /** The bag being written; null while recording is off. */
  get file(): string | null {
    return this.#running?.recording.file ?? null;
  }

  /** Whether something was not saved that should have been. */
  get unsaved(): boolean {
    return this.#unsaved;
  }

  /** Paths of the files written, by kind. */
  get files(): Readonly<Record<string, string>> {
    return this.#files;
  }

  /** Null when nothing was ever recorded. */
  get statistics(): RecordingStatistics | null {
    return sumOutcomes(this.#outcomes);
  }

  /** The world whose messages are recorded from now on. */
  attach(world: World): void {
    this.#world = world;
    this.#tap(this.#running?.recording ?? null);
  }

  /** @returns the new bag's file
   *  @throws BagError when one is being written already, or cannot be */
  start(): Promise<string> {
    const file = this.file;
    if (file !== null || this.#starting) {
      return Promise.reject(new BagError(`recording is on already${file === null ? '' : `: ${file}`}`));
    }
    this.#starting = this.#open().finally(() => {
      this.#starting = null;
    });
    return this.#starting;
  }

  /** Completes the bag.
   *  @returns its file, with what could not be done
   *  @throws BagError when none is being written, or it could not be completed */
  async stop(): Promise<string> {
    await this.#starting?.catch(() => {});
    const running = this.#running;
    if (!running) throw new BagError('recording is off already');
    const { end, reason, unmeasured } = await this.#end(running, true);
    const { file } = running.recording;
    if (end !== 'finished') throw new BagError(failure(file, reason));
    this.#options.log.info(`recording is off; ${file} is complete`);
    return unmeasured === null ? file : unmeasuredLine(file, unmeasured);
  }

  /** The run is over: completes what is being written, and waits for what is being completed. */
  async close(): Promise<void> {
    this.#over = true;
    await this.#starting?.catch(() => {});
    if (this.#running) void this.#end(this.#running, false);
    const { log, folder } = this.#options;
    const slow = setTimeout(() => {
      log.info(`completing the recording in ${folder} ... (a second Ctrl-C aborts it)`);
    }, SLOW_MS);
    await Promise.all(this.#ending);
    clearTimeout(slow);
  }

  /** @param brain who decided */
  decision(decision: Decision, brain: Brain): void {
    if (!this.#running) return;
    const { nodeName, decisionTopic, recordTime } = this.#options;
    const time = recordTime === 'wall' ? wallStamp(decision.left_ms) : simulatedStamp(decision.sim_s ?? 0);
    void this.#running.recording.message({
      topic: decisionTopic,
      type: 'f1_brain/Decision',
      data: encodeDecision(decisionMessage(decision, driverOf(brain), time)),
      callerId: nodeName,
      time,
    });
  }

  async #open(): Promise<string> {
    const { settings, log } = this.#options;
    const folder = this.#options.findFolder?.() ?? this.#options.folder;
    const description = this.#options.describe();
    const { recording, files } = await openRecording(folder, this.#options.name, this.#given, {
      ...this.#parameters(description),
      onFailure: () => this.#failed(running),
      onDropped: () =>
        log.warn(`${running.files.recording}: camera frames are dropped: the disk does not keep up`),
      onMoved: (paths) => this.#moved(running, paths),
    });
    for (const file of Object.values(files)) this.#given.add(file);
    this.#bags += 1;
    const running: Running = {
      number: this.#bags,
      recording,
      description,
      since_ms: performance.now(),
      files,
    };
    this.#running = running;
    this.#tap(recording);
    log.info(`recording to ${recording.file}`);
    const little = littleSpace(folder, settings.images);
    if (little !== null) log.warn(little);
    return recording.file;
  }

  #parameters({ opening }: RunDescription) {
    const { settings, recordTime, measuring, nodeName } = this.#options;
    return {
      compression: settings.compression,
      callerId: nodeName,
      metadata: opening,
      measuring,
      images: settings.images,
      worldWaits: recordTime === 'simulated',
      endsHungProcess: this.#options.endsHungProcess ?? false,
    };
  }

  #moved(running: Running, paths: FilePaths): void {
    const { log } = this.#options;
    const before = running.files.recording;
    running.files = {
      recording: paths.file,
      metrics: paths.metrics ?? running.files.metrics,
      decisions: paths.table ?? running.files.decisions,
    };
    log.warn(`${before}: the folder was renamed or removed; the recording is in ${path.dirname(paths.file)}`);
  }

  #tap(tap: MessageTap | null): void {
    this.#world?.tap?.(tap);
  }

  #end(running: Running, switchedOff: boolean): Promise<RecordingOutcome> {
    const metadata = running.description.closing((performance.now() - running.since_ms) / 1000);
    return this.#complete(running, metadata, switchedOff);
  }

  #failed(running: Running): void {
    if (this.#running !== running) return;
    void this.#complete(running, {}, false);
    this.#options.onFailure();
  }

  #complete(running: Running, metadata: object, switchedOff: boolean): Promise<RecordingOutcome> {
    this.#running = null;
    this.#tap(null);
    // A failure may end the drive, which is not over yet.
    const over = this.#over;
    const ending = running.recording.finish(metadata as Record<string, unknown>).then((outcome) => {
      this.#note(running, { ...outcome, number: running.number, switchedOff, over });
      return outcome;
    });
    this.#ending.add(ending);
    return ending;
  }

  #note({ number, files }: Running, outcome: Outcome): void {
    const { log, settings } = this.#options;
    // A short bag may be complete before an earlier, longer one.
    this.#outcomes.push(outcome);
    this.#outcomes.sort((a, b) => a.number - b.number);
    for (const [kind, file] of Object.entries(files)) {
      if (existsSync(file)) this.#files[number === 1 ? kind : `${kind}_${number}`] = file;
    }
    const { recording } = files;
    if (outcome.end !== 'finished') {
      const stopped = settings.onFailure === 'stop' && !outcome.switchedOff;
      const then = stopped ? 'the car is stopped' : 'the drive goes on without a recording';
      log.error(failure(recording, outcome.reason) + (outcome.over ? '' : `; ${then}`));
    }
    if (outcome.unmeasured !== null) log.warn(unmeasuredLine(recording, outcome.unmeasured));
    for (const line of outcome.unsaved) log.error(line);
    if (outcome.messagesDropped > 0) {
      log.error(`${recording}: ${outcome.messagesDropped} messages were lost: the disk stalled`);
    }
    this.#unsaved ||= outcome.end !== 'finished' || outcome.unsaved.length > 0 || outcome.messagesDropped > 0;
  }
}
