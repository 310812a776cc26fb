import { existsSync } from 'node:fs';
import path from 'node:path';
import { encodeDecision } from '../bag/messages';
import type { RecordingSettings } from '../config/recording';
import { BagError } from '../errors';
import type { Decision, MessageTap, Stamp, World } from '../types';
import { wallStamp } from '../wall-clock';
import type { MeasurementPlan } from './channels';
import { type Driver, decisionMessage } from './decision-message';
import { littleSpace } from './disk-space';
import { Recording, type RecordingOutcome } from './recording';

/** What the statistics say about the record of a run, over all its bags. */
export interface RecordingFigures {
  readonly bags: number;
  readonly messages: number;
  readonly bytes: number;
  readonly camera_frames_dropped: number;
  /** Others than camera frames; 0 unless the disk stood still for a minute. */
  readonly messages_dropped: number;
  /** How the last bag came to its end. */
  readonly ended_because: RecordingOutcome['end'] | 'switched_off' | null;
  /** Processor time of the recording threads while they recorded; null where the system does not tell. */
  readonly processor_seconds: number | null;
}

interface Log {
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

/** What a bag says of the run in its metadata. */
export interface RunDescription {
  /** What is known when it begins: all that is left when the process is killed. */
  readonly opening: object;
  /** @param real_seconds wall seconds since then */
  closing(real_seconds: number): object;
}

export interface RecordingSwitchOptions {
  readonly folder: string;
  /** Name of the bags without ending, for example 20260131-235959. */
  readonly name: string;
  readonly settings: RecordingSettings;
  readonly driver: Driver;
  /** Absolute name of the node. */
  readonly nodeName: string;
  /** Absolute name of the topic of its decisions. */
  readonly decisionTopic: string;
  /** What messages are dated with; a world in simulated time waits for the recording. */
  readonly recordTime: 'wall' | 'simulated';
  readonly measuring: MeasurementPlan;
  /** Called when a recording begins. */
  readonly describe: () => RunDescription;
  /** The recording could not go on. */
  readonly onFailure: () => void;
  readonly log: Log;
}

interface Running {
  readonly recording: Recording;
  readonly description: RunDescription;
  readonly since_ms: number;
  readonly files: { readonly recording: string; readonly metrics: string; readonly decisions: string };
}

/** The record of a run: bags one after the other, as it is switched on and off. */
export class RecordingSwitch {
  readonly #options: RecordingSwitchOptions;
  #world: World | null = null;
  #running: Running | null = null;
  #starting: Promise<string> | null = null;
  readonly #ending = new Set<Promise<unknown>>();
  readonly #outcomes: (RecordingOutcome & { readonly switchedOff: boolean })[] = [];
  readonly #files: Record<string, string> = {};
  #bags = 0;
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
  get figures(): RecordingFigures | null {
    const last = this.#outcomes.at(-1);
    if (!last) return null;
    const sum = (of: (outcome: RecordingOutcome) => number) =>
      this.#outcomes.reduce((total, outcome) => total + of(outcome), 0);
    const known = this.#outcomes.every(({ threadTime_ms }) => threadTime_ms !== null);
    return {
      bags: this.#outcomes.length,
      messages: sum(({ messages }) => messages),
      bytes: sum(({ bytes }) => bytes),
      camera_frames_dropped: sum(({ picturesDropped }) => picturesDropped),
      messages_dropped: sum(({ messagesDropped }) => messagesDropped),
      ended_because: last.switchedOff && last.end === 'finished' ? 'switched_off' : last.end,
      processor_seconds: known ? sum(({ threadTime_ms }) => threadTime_ms ?? 0) / 1000 : null,
    };
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

  /** Completes the bag and returns its file.
   *  @throws BagError when none is being written */
  async stop(): Promise<string> {
    await this.#starting?.catch(() => {});
    const running = this.#running;
    if (!running) throw new BagError('recording is off already');
    await this.#end(running, true);
    return running.recording.file;
  }

  /** The run is over: completes what is being written, and waits for what is being completed. */
  async close(): Promise<void> {
    await this.#starting?.catch(() => {});
    if (this.#running) void this.#end(this.#running, false);
    await Promise.all(this.#ending);
  }

  decision(decision: Decision): void {
    if (!this.#running) return;
    const { driver, nodeName, decisionTopic, recordTime } = this.#options;
    const time = recordTime === 'wall' ? wallStamp(decision.left_ms) : simulatedStamp(decision.sim_s ?? 0);
    void this.#running.recording.message({
      topic: decisionTopic,
      type: 'f1_brain/Decision',
      data: encodeDecision(decisionMessage(decision, driver, time)),
      callerId: nodeName,
      time,
    });
  }

  async #open(): Promise<string> {
    const { folder, settings, recordTime, measuring, nodeName, log } = this.#options;
    const files = this.#names(folder);
    const description = this.#options.describe();
    const recording = await Recording.open({
      file: files.recording,
      table: files.decisions,
      figures: files.metrics,
      compression: settings.compression,
      callerId: nodeName,
      metadata: description.opening,
      measuring,
      images: settings.images,
      worldWaits: recordTime === 'simulated',
      onFailure: () => this.#failed(running),
      onDropped: () =>
        log.warn(`${files.recording}: camera frames are left out, for the disk does not keep up with them`),
    });
    const running: Running = { recording, description, since_ms: performance.now(), files };
    this.#running = running;
    this.#tap(recording);
    log.info(`recording to ${recording.file}`);
    const little = littleSpace(folder, settings.images);
    if (little !== null) log.warn(little);
    return recording.file;
  }

  /** The first free names: NAME.bag, NAME-2.bag and so on. */
  #names(folder: string): Running['files'] {
    let suffix: string;
    let bag: string;
    do {
      this.#bags += 1;
      suffix = this.#bags === 1 ? '' : `-${this.#bags}`;
      bag = path.join(folder, `${this.#options.name}${suffix}.bag`);
    } while (existsSync(bag));
    return {
      recording: bag,
      metrics: path.join(folder, `${this.#options.name}${suffix}.json`),
      decisions: path.join(folder, `decisions${suffix}.csv`),
    };
  }

  #tap(tap: MessageTap | null): void {
    this.#world?.tap?.(tap);
  }

  #end(running: Running, switchedOff: boolean): Promise<void> {
    this.#running = null;
    this.#tap(null);
    const metadata = running.description.closing((performance.now() - running.since_ms) / 1000);
    const ending = running.recording.finish(metadata as Record<string, unknown>).then((outcome) => {
      this.#note(running, { ...outcome, switchedOff });
    });
    this.#ending.add(ending);
    return ending;
  }

  #failed(running: Running): void {
    if (this.#running !== running) return;
    this.#running = null;
    this.#tap(null);
    const ending = running.recording.finish({}).then((outcome) => {
      this.#note(running, { ...outcome, switchedOff: false });
    });
    this.#ending.add(ending);
    this.#options.onFailure();
  }

  #note(running: Running, outcome: RecordingOutcome & { switchedOff: boolean }): void {
    const { log, settings } = this.#options;
    const suffix = this.#outcomes.length === 0 ? '' : `_${this.#outcomes.length + 1}`;
    this.#outcomes.push(outcome);
    const { recording, metrics, decisions } = running.files;
    const written = {
      recording,
      ...(outcome.end === 'finished' && outcome.unmeasured === null ? { metrics } : {}),
      decisions,
    };
    for (const [kind, file] of Object.entries(written)) {
      if (existsSync(file)) this.#files[`${kind}${suffix}`] = file;
    }
    if (outcome.end !== 'finished') {
      const then =
        settings.onFailure === 'stop' ? 'the car is stopped' : 'the drive goes on without a record';
      const reason = outcome.reason ?? 'nobody knows why';
      const named = reason.includes(recording) ? reason : `${recording}: recording ended: ${reason}`;
      log.error(`${named}; ${then}`);
    }
    if (outcome.unmeasured !== null)
      log.warn(`${recording}: its figures could not be had: ${outcome.unmeasured}`);
    for (const line of outcome.unsaved) log.error(line);
    if (outcome.messagesDropped > 0) {
      log.error(`${recording}: ${outcome.messagesDropped} messages were lost, for the disk stood still`);
    }
    this.#unsaved ||= outcome.end !== 'finished' || outcome.unsaved.length > 0 || outcome.messagesDropped > 0;
  }
}

function simulatedStamp(simulated_s: number): Stamp {
  const ns = Math.round(simulated_s * 1e9);
  const sec = Math.floor(ns / 1e9);
  return ns === 0 ? { sec: 0, nsec: 1 } : { sec, nsec: ns - sec * 1e9 };
}
