import { Drive } from '../drive/drive';
import type { Brain, Decision, Frame } from '../types';
import { poseAt } from '../world/simulator/course-pose';
import type { EventSource } from './event-source';
import { driveState } from './guard/drive-state';
import { KeptFolder } from './kept-folder';
import type { RecordingSwitch } from './recording/recording-switch';
import { Recovery } from './recovery';
import type { Resources } from './resources';
import { type RunStatistics, saveRun } from './run-files';
import { runIdentity } from './run-identity';
import { RunMonitor } from './run-monitor';
import { type DecisionListener, observerOf } from './run-observer';
import { type BrainChange, runRecord } from './run-record';
import type { SessionEvents } from './session-events';
import type { SessionLog } from './session-log';
import { type OpenedBrain, seatOf } from './setup/opened-brain';
import type { Setup } from './setup/setup';

/** Time for the last zero Twist to leave through the sockets before they are closed. */
const FAREWELL_MS = 100;

/** How a session ended. */
export interface SessionResult {
  /** The JSON object of `f1-brain lap --json`. */
  readonly statistics: RunStatistics;
  /** A file of the run could not be written, or its recording is incomplete; the log says which. */
  readonly unsaved: boolean;
  /** The brain hung and could not be restarted. */
  readonly brainLost: boolean;
  /** The run had no number of laps to end with. */
  readonly endless: boolean;
}

export interface RunContext {
  readonly resources: Resources;
  readonly events: EventSource<SessionEvents>;
  readonly log: SessionLog;
  /** Called when the drive stops the car, or drives on. */
  readonly onState: () => void;
  /** Called once, when the run is over. */
  readonly onEnd: () => void;
}

/** A run on a setup: loop, monitor and recording; the car does not move before `engage`. */
export class Run {
  readonly setup: Setup;
  readonly drive: Drive;
  readonly monitor: RunMonitor;
  /** Null where a car that cannot go on ends its laps. */
  readonly recovery: Recovery | null;
  /** Null where nothing is written. */
  readonly record: RecordingSwitch | null;
  readonly brainChanges: BrainChange[] = [];
  readonly #context: RunContext;
  readonly #folder: KeptFolder | null;
  readonly #decisionListeners: DecisionListener[] = [];
  /** The active brain, with its configuration. */
  opened: OpenedBrain;
  #brainLost = false;
  #timeIsHeld = false;
  /** Settles when a world in lockstep has ended. */
  #driving: Promise<void> | null = null;
  #halted: Promise<void> | null = null;
  readonly #over: Promise<void>;
  #setOver: () => void = () => {};

  constructor(setup: Setup, context: RunContext) {
    this.setup = setup;
    this.opened = setup.opened;
    this.#context = context;
    this.#folder = setup.folder === null ? null : new KeptFolder(setup.folder, context.log);
    const { world, plan, circuit, realTime } = setup;
    const { resources, events } = context;
    this.#over = new Promise((resolve) => {
      this.#setOver = resolve;
    });
    this.recovery = this.#makeRecovery();
    this.monitor = new RunMonitor({
      ...plan,
      recovery: this.recovery,
      circuit: circuit?.circuit ?? null,
      events,
      standstill_s: realTime ? plan.standstill_s : null,
      whyStopped: () => this.drive.stoppedBecause,
      whyNeverAnswered: () => this.drive.neverAnsweredBecause,
      onEnd: () => this.#end(),
    });
    const { brain, configuration } = setup.opened;
    const observer = observerOf({
      ...context,
      monitor: this.monitor,
      incidents: setup.ros?.world.incidents ?? null,
      onDecision: (...decided) => this.#decided(...decided),
      onBrainLost: () => {
        this.#brainLost = true;
      },
    });
    this.drive = new Drive({
      world,
      brain,
      ...seatOf(configuration),
      preWake: configuration.preWake,
      observer,
      realTime,
    });
    resources.add(() => this.drive.active.brain.close());
    if (realTime) resources.add(() => new Promise((resolve) => setTimeout(resolve, FAREWELL_MS)));
    resources.add(() => this.drive.disengage());
    setup.guard?.follow(() => driveState(this.drive, setup, (this.record?.file ?? null) !== null));
    this.record = this.#makeRecord();
    this.record?.attach(world);
  }

  /** Resolves when the run is over and the car is stopped; rejects when a world that waits for the brain breaks. */
  get over(): Promise<void> {
    return this.#driving === null ? this.#over : Promise.race([this.#over, this.#driving]);
  }

  /** Where the run writes now; null where it writes nothing. */
  findFolder(): string | null {
    return this.#folder?.find() ?? null;
  }

  get paused(): boolean {
    return this.#timeIsHeld || this.drive.paused;
  }

  onDecision(listener: DecisionListener): void {
    this.#decisionListeners.push(listener);
  }

  /** Brings the car to its start, begins the record and has the world deliver.
   *  @param serve called once metrics and record have begun, before the world delivers */
  async prepare(serve: () => void): Promise<void> {
    const { world, bringToStart, recording, realTime } = this.setup;
    this.monitor.watch();
    this.#context.resources.add(() => this.monitor.unwatch());
    let isThere = true;
    if (bringToStart) {
      this.monitor.wait();
      await world.start();
      isThere = await bringToStart();
    }
    if (recording.enabled && isThere) await this.record?.start();
    this.monitor.begin();
    serve();
    if (realTime && !bringToStart) await world.start();
    if (isThere && !this.monitor.over)
      await this.setup.ready(Promise.race([this.monitor.firstPose, this.#over]));
    const { guard } = this.setup;
    if (guard === null) return;
    // On a busy machine that takes longer than a car may stand.
    this.monitor.hold(true);
    await Promise.race([guard.ready(), this.#over]);
    this.monitor.hold(this.paused);
  }

  /** The car drives from now on, unless the run is over or paused. */
  engage(): void {
    if (this.monitor.over) return;
    this.drive.engage();
    this.setup.guard?.beat();
    if (!this.setup.realTime) this.#driving = this.setup.world.start();
  }

  hold(held: boolean): void {
    const { holdTime } = this.setup;
    if (!holdTime && this.recovery?.hold(held)) return;
    if (holdTime) {
      // There is no guard in lockstep.
      this.#timeIsHeld = held;
      holdTime(held);
    } else {
      this.#holdCar(held);
    }
  }

  #holdCar(held: boolean): void {
    if (held) this.drive.pause();
    this.monitor.hold(held);
    if (!held) this.drive.resume();
    this.setup.guard?.beat();
  }

  #makeRecovery(): Recovery | null {
    const { recovery, circuit, plan } = this.setup;
    if (recovery === null) return null;
    const hold = (held: boolean) => {
      this.#holdCar(held);
      this.#context.onState();
    };
    return new Recovery({
      ...recovery,
      place: () => {
        const s_m = this.monitor.metrics.newestStep?.s_m ?? null;
        return circuit === null || s_m === null ? null : poseAt(circuit.circuit, plan.direction, s_m, 0, 0);
      },
      pause: () => hold(true),
      resume: () => hold(false),
      isOver: () => this.monitor.over,
      onFailed: (because) => this.monitor.end(because),
      log: this.#context.log,
    });
  }

  /** Stops the car for good and reads the last facts of the world, before everything is released. */
  async halt(): Promise<void> {
    await (this.#halted ?? this.drive.disengage());
    await this.#driving;
    await this.setup.beforeClose();
    this.monitor.counts(this.drive.counts);
  }

  /** Writes the files of a run that is over, once its recording is complete. */
  async save(): Promise<SessionResult> {
    const { circuit, plan } = this.setup;
    const { statistics, unsaved } = await saveRun({
      folder: this.findFolder(),
      circuit: this.setup.picture === false ? null : (circuit?.circuit ?? null),
      monitor: this.monitor,
      record: this.record,
      identity: runIdentity(this),
      log: this.#context.log,
    });
    this.close();
    return {
      statistics,
      unsaved: unsaved || this.record?.unsaved === true,
      brainLost: this.#brainLost,
      endless: plan.endless,
    };
  }

  /** Gives back what a run holds beside its resources. */
  close(): void {
    this.#folder?.close();
  }

  #end(): void {
    const lastLine = this.monitor.lastLine(this.setup.plan.standstill_s);
    if (lastLine !== null) this.#context.log.error(lastLine);
    // At once: no frame may move the car any more.
    const stopped = this.drive.disengage();
    this.setup.guard?.beat();
    this.#halted = stopped.then(() => {
      // Time would go on without end.
      if (!this.setup.realTime) void this.setup.world.close();
    });
    // A world that no longer takes the zero command ends the run too; `halt` throws its error.
    void this.#halted.then(this.#setOver, this.#setOver);
    this.#context.onEnd();
  }

  #decided(decision: Decision, brain: Brain, frame: Frame): void {
    this.setup.guard?.commanded();
    this.record?.decision(decision, brain);
    for (const listener of this.#decisionListeners) listener(decision, brain, frame);
  }

  #makeRecord(): RecordingSwitch | null {
    const { setup, monitor } = this;
    const { folder, circuit, kind, plan } = setup;
    if (folder === null) return null;
    return runRecord({
      ...setup,
      folder,
      findFolder: () => this.#folder?.find() ?? folder,
      driving: () => this.opened,
      brainChanges: this.brainChanges,
      settings: setup.recording,
      circuitArgument: circuit?.name ?? null,
      perfectLap: circuit?.perfectLap ?? null,
      monitor,
      log: this.#context.log,
      facts: () => ({
        world: kind,
        circuit: circuit?.circuit.name ?? null,
        direction: plan.direction,
        laps: plan.laps,
        seed: setup.seed(this.opened),
        endless: plan.endless,
        ...setup.facts(),
      }),
      counts: () => this.drive.counts,
      wallContacts: () => setup.wallContacts(),
      recoveries: () => this.recovery?.done ?? [],
    });
  }
}
