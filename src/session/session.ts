import { InterruptedError, messageOf, SessionError } from '../errors';
import type { LiveMetrics } from '../measure/metrics/run-metrics';
import type { Brain } from '../types';
import {
  checkEndReason,
  type OutsideEndReason,
  type SessionControls,
  type SwapAuthor,
  type SwapRequest,
  type SwapResult,
} from './controls';
import { EventSource } from './event-source';
import { PhaseTracker } from './phase-tracker';
import type { Driver } from './recording/decision-message';
import { Resources } from './resources';
import { Run, type SessionResult } from './run';
import { RunControls } from './run-controls';
import { serveRos } from './services/ros-services';
import {
  checkEventName,
  type SessionEventName,
  type SessionEvents,
  type SessionListener,
  type SessionState,
} from './session-events';
import { SessionLog } from './session-log';
import { checkSessionOptions, type SessionOptions } from './session-options';
import { SessionView } from './session-view';
import { openSetup } from './setup/open-setup';
import type { Setup, SetupContext } from './setup/setup';
import { setupContextOf } from './setup-context';
import { whenAborted } from './when-aborted';

/** Opens what a session drives with; tests put another in its place. */
export type OpenSetup = (options: SessionOptions, context: SetupContext) => Promise<Setup>;

/**
 * One run, from code: opened, started, watched through events, ended; then its result. Installs no signal handlers,
 * reads no command line, writes nothing to standard output or error, and never ends the process.
 */
export class Session implements SessionControls {
  /** Resolves when the run is over, everything is released and its files are written. Rejects with what made the
   *  session fail; that is thrown by `open` and `start` too. */
  readonly result: Promise<SessionResult>;
  readonly #options: SessionOptions;
  readonly #openSetup: OpenSetup;
  readonly #events: EventSource<SessionEvents>;
  readonly #log: SessionLog;
  readonly #resources = new Resources();
  /** Done last, when the files are written. */
  readonly #cleanups: (() => void)[] = [];
  readonly #abort = new AbortController();
  readonly #tracker: PhaseTracker;
  #run: Run | null = null;
  #controls: RunControls | null = null;
  /** Why the run ends, where that was known before it was put together. */
  #endBefore: OutsideEndReason | null = null;
  #opening: Promise<void> | null = null;
  #starting: Promise<void> | null = null;
  #failure: { readonly error: unknown } | null = null;
  #resolve: (result: SessionResult) => void = () => {};
  #reject: (error: unknown) => void = () => {};

  /** @throws ConfigurationError that names the option; what the options name is read by `open` */
  constructor(options: SessionOptions, open: OpenSetup = openSetup) {
    this.#options = checkSessionOptions(options);
    this.#openSetup = open;
    this.#events = new EventSource((error) => this.#listenerFailed(error));
    this.#tracker = new PhaseTracker(this.#events, () => this.#run);
    this.#log = new SessionLog(options.logLevel ?? 'info', (line) => this.#events.emit('log', line));
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // `open`, `start` and the state tell of a failure too: a result that nobody awaits must not end the process.
    this.result.catch(() => {});
  }

  get state(): SessionState {
    return this.#tracker.state;
  }

  /** The brain that drives now. @throws SessionError before the session is open */
  get driver(): Driver {
    return this.#requireControls().driver;
  }

  /** The metrics of the moment. @throws SessionError before the session is open */
  get metrics(): LiveMetrics {
    this.#requireControls();
    return this.#run!.monitor.metrics.live();
  }

  /** The bag being written; null while recording is off. */
  get recording(): string | null {
    return this.#run?.record?.file ?? null;
  }

  /** What this run is, for those who watch it. @throws SessionError before the session is open */
  get view(): SessionView {
    this.#requireControls();
    return new SessionView(this.#run!);
  }

  /** A listener runs in the thread that drives: it must be short. One that throws ends the run, and `result` rejects
   *  with its error.
   *  @returns a function that removes the listener
   *  @throws ConfigurationError for an event that does not exist */
  on<K extends SessionEventName>(name: K, listener: SessionListener<K>): () => void {
    checkEventName(name);
    return this.#events.on(name, listener);
  }

  /** Reads what the options name, opens the brain and connects the world; the car does not move. Safe to call twice.
   *  @throws ConfigurationError, ModelError, ProviderError, WorldError; InterruptedError when the session was ended
   *    meanwhile; everything is released then */
  open(): Promise<void> {
    this.#opening ??= this.#guarded(() => this.#open());
    return this.#opening;
  }

  /** Begins the record, has the world deliver and lets the car drive; opens the session first where that was not
   *  done. Safe to call twice. A session that is ended while it opens does not drive, and its result says so.
   *  @throws as `open`, and BagError; InterruptedError only when it was ended before world and brain were open */
  start(): Promise<void> {
    this.#starting ??= this.#guarded(() => this.#start());
    return this.#starting;
  }

  /** Starts the session and waits for its result. */
  async run(): Promise<SessionResult> {
    await this.start();
    return this.result;
  }

  /** Ends the run: stops the car, completes the record, releases everything. The first reason stays.
   *  @returns `result`; rejects with ConfigurationError for a reason that does not exist, and the run ends all the
   *    same, as interrupted */
  end(reason: OutsideEndReason = 'interrupted'): Promise<SessionResult> {
    const error = checkEndReason(reason);
    this.#abort.abort();
    this.#endRun(error === null ? reason : 'interrupted');
    const isIdle = this.#tracker.phase === 'new' || this.#tracker.phase === 'ready';
    if (isIdle && !this.#starting) void this.#fail(new InterruptedError());
    return error === null ? this.result : Promise.reject(error);
  }

  pause(): boolean {
    return this.#requireControls().pause();
  }

  resume(): boolean {
    return this.#requireControls().resume();
  }

  async swapBrain(request: SwapRequest, by?: SwapAuthor): Promise<SwapResult> {
    return this.#requireControls().swapBrain(request, by);
  }

  async takeOver(brain: Brain): Promise<void> {
    return this.#requireControls().takeOver(brain);
  }

  async giveBack(): Promise<void> {
    return this.#requireControls().giveBack();
  }

  resetMetrics(): void {
    this.#requireControls().resetMetrics();
  }

  async resetToStart(): Promise<void> {
    return this.#requireControls().resetToStart();
  }

  async startRecording(): Promise<string> {
    if (this.#tracker.phase === 'ready')
      throw new SessionError('the session has not started: call start() first');
    return this.#requireControls().startRecording();
  }

  async stopRecording(): Promise<string> {
    return this.#requireControls().stopRecording();
  }

  async #open(): Promise<void> {
    this.#tracker.enter('opening');
    const { signal } = this.#options;
    if (signal) this.#cleanups.push(whenAborted(signal, () => void this.end()));
    this.#abort.signal.throwIfAborted();
    // Completed after the node has left the graph, which may take a while.
    this.#resources.add(() => this.#run?.record?.close());
    const setup = await this.#openSetup(this.#options, this.#setupContext());
    // A session that was started gets its run, which ends at once and has statistics.
    if (!this.#starting) this.#abort.signal.throwIfAborted();
    this.#run = new Run(setup, {
      resources: this.#resources,
      events: this.#events,
      log: this.#log,
      onState: () => this.#tracker.emitState(),
      onEnd: () => this.#abort.abort(),
    });
    this.#controls = new RunControls(this.#run, {
      events: this.#events,
      log: this.#log,
      onState: () => this.#tracker.emitState(),
    });
    this.#resources.add(() => this.#controls?.close());
    setup.ros?.world.incidents.onIncident((change) => this.#events.emit('incident', change));
    this.#tracker.enter('ready');
    if (this.#endBefore) this.#run.monitor.end(this.#endBefore);
  }

  async #start(): Promise<void> {
    await this.open();
    const run = this.#run!;
    this.#tracker.enter('starting');
    await run.prepare(() => this.#serve(run));
    if (run.setup.startPaused && !run.monitor.over) this.#startPaused(run);
    if (!run.monitor.over) this.#tracker.enter('driving');
    run.engage();
    void this.#conclude(run);
  }

  #serve(run: Run): void {
    const { ros } = run.setup;
    if (ros) this.#resources.add(serveRos(ros, run, this, this.#log));
  }

  #startPaused(run: Run): void {
    run.hold(true);
    const { ros } = run.setup;
    if (ros) this.#log.info(`the car is stopped until ${ros.node.resolve('~resume')} is called`);
  }

  /** What follows once the run is over. */
  async #conclude(run: Run): Promise<void> {
    try {
      await run.over;
      this.#tracker.enter('ending');
      await run.halt();
      const errors = await this.#resources.release();
      const result = await run.save();
      if (errors.length > 0) throw errors[0];
      if (this.#failure) throw this.#failure.error;
      this.#cleanUp();
      this.#tracker.enter('ended', result.statistics.ended_because);
      this.#resolve(result);
    } catch (error) {
      await this.#fail(error);
    }
  }

  /** Releases everything when a phase fails, and passes the error on. */
  async #guarded(phase: () => Promise<void>): Promise<void> {
    if (this.#failure) throw this.#failure.error;
    try {
      await phase();
    } catch (error) {
      throw await this.#fail(error);
    }
  }

  /** @returns the error that the session fails with: the first */
  async #fail(error: unknown): Promise<unknown> {
    const isInterrupted = this.#abort.signal.aborted && this.#run === null;
    this.#failure ??= { error: isInterrupted ? new InterruptedError() : error };
    for (const second of await this.#resources.release()) this.#log.error(messageOf(second));
    this.#run?.close();
    this.#cleanUp();
    this.#tracker.enter('ended', messageOf(this.#failure.error));
    this.#reject(this.#failure.error);
    return this.#failure.error;
  }

  #endRun(reason: OutsideEndReason): void {
    if (this.#run) this.#run.monitor.end(reason);
    else this.#endBefore ??= reason;
  }

  #cleanUp(): void {
    for (const cleanup of this.#cleanups.splice(0).reverse()) cleanup();
  }

  #listenerFailed(error: unknown): void {
    if (this.#failure) return;
    this.#failure = { error };
    void this.end();
  }

  #setupContext(): SetupContext {
    const end = (reason: OutsideEndReason) => this.#endRun(reason);
    const parts = { log: this.#log, resources: this.#resources, signal: this.#abort.signal, end };
    return setupContextOf(this.#options, parts, (cleanup) => void this.#cleanups.push(cleanup));
  }

  #requireControls(): RunControls {
    if (this.#controls) return this.#controls;
    throw new SessionError('the session is not open: call open() or start() first');
  }
}
