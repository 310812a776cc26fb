import type { Circuit } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import { toDecision } from '../../measure/metrics/bag/bag-reader';
import { LapMetrics } from '../../measure/metrics/lap-metrics';
import { wallsOf } from '../../measure/metrics/line';
import type { RunMetrics } from '../../measure/metrics/run-metrics';
import type { DecisionRecord, MetricsMessage } from '../../messages/index';
import type { RosNode } from '../../ros/transport';
import { EventSource } from '../../session/event-source';
import type { Command, Decision, Frame, Pose } from '../../types';
import { INCIDENT_KINDS, type IncidentKind } from '../../world/ros/incidents';
import type { RosWorldTopics } from '../../world/ros/ros-world-topics';
import type { FedEvents, FedSession } from '../feed/feed';
import type { MeasuredRun } from '../feed/figures';
import { KeptFrame } from '../feed/kept-frame';
import { CarTopics } from './car-topics';
import { type NodeDiagnostics, NodeReports } from './node-reports';
import { WatchedCourse, type WatchedCourseOptions } from './watched-course';
import { WatchedNode } from './watched-node';

/** Simulated time that runs back by more begins again. */
const BACK_S = 0.5;
/** A guard speaks when its node cannot: it is no driver. */
const GUARD = /_guard$/;
/** Incidents that only the node itself notices: the watch sees the others as well. */
const OF_NODE: readonly string[] = [
  'foreign_commands',
  'commands_undelivered',
  'commands_unheard',
  'guard_stopped',
  'brain_restarted',
];

export interface WatchOptions extends WatchedCourseOptions {
  readonly node: RosNode;
  readonly topics: Required<RosWorldTopics>;
  /** Node to watch; null for the one that drives. */
  readonly driver: string | null;
  /** Whether a page waits for a frame. */
  readonly wantsFrame: () => boolean;
  /** The circuit is known now, or another one. */
  readonly onCircuit: () => void;
  /** Node, driver or state may have changed. */
  readonly onChange: () => void;
}

/** Somebody's car over ROS, watched: poses, frames and commands, measured as those of a session. Publishes nothing. */
export class Watch implements FedSession, MeasuredRun {
  readonly watched = new WatchedNode();
  readonly #options: WatchOptions;
  readonly #events = new EventSource<FedEvents>((error) => {
    throw error;
  });
  readonly #car: CarTopics;
  readonly #reports: NodeReports;
  readonly #course: WatchedCourse;
  #metrics: LapMetrics;
  /** Nodes whose commands are connected, by URI. */
  readonly #commanders = new Map<string, string>();
  /** URI of each node that was watched, by name: every process has its own. */
  readonly #processes = new Map<string, string>();
  readonly #kept = new KeptFrame();
  #last: Pose | null = null;
  #laps = 0;
  #commands = 0;

  constructor(options: WatchOptions) {
    this.#options = options;
    const { node, topics } = options;
    this.#course = new WatchedCourse(options);
    this.#metrics = this.#newMetrics();
    this.#car = new CarTopics(node, topics, {
      frame: (frame) => this.#frame(frame),
      pose: (pose) => this.#pose(pose),
      command: (command, callerId) => this.#command(command, callerId),
      onCommander: (...publisher) => this.#commander(...publisher),
      incident: (change) => this.#events.emit('incident', change),
    });
    this.#reports = new NodeReports(node, {
      metrics: (name, metrics) => this.#nodeMetrics(name, metrics),
      decision: (name, decision) => this.#decision(name, decision),
      diagnostics: (name, diagnostics) => this.#diagnostics(name, diagnostics),
      log: (name, line) => {
        if (name === this.watched.name) this.#events.emit('log', line);
      },
    });
  }

  get view(): MeasuredRun {
    return this;
  }

  /** The current metrics; others once they were started again. */
  get metrics(): LapMetrics {
    return this.#metrics;
  }

  get circuit(): Circuit | null {
    return this.#course.circuit;
  }

  get direction(): Direction {
    return this.#course.direction;
  }

  /** Topics on which nothing has come yet. */
  get missing(): readonly string[] {
    return this.#car.missing;
  }

  get stops(): number | null {
    return this.watched.metrics?.stops ?? null;
  }

  /** Commands, or decisions of a node that tells them, so far. */
  get commands(): number {
    return this.#commands;
  }

  /** Camera messages that came here. */
  get framesReceived(): number {
    return this.#car.framesReceived;
  }

  on<K extends keyof FedEvents>(name: K, listener: (event: FedEvents[K]) => void): () => void {
    return this.#events.on(name, listener);
  }

  start(): void {
    const { driver } = this.#options;
    if (driver !== null) this.#follow(driver);
    this.#reports.start();
    this.#car.start();
  }

  /** To be called several times a second. */
  check(now_ms: number): void {
    this.#car.check(now_ms);
  }

  state(now_ms: number) {
    const car = this.#car;
    return this.watched.state(
      {
        missing: car.missing,
        commandTopic: this.#options.topics.command,
        silent_ms: car.silent_ms(now_ms),
        commandSilent_ms: car.commandSilent_ms(now_ms),
      },
      now_ms,
    );
  }

  /** Everything measured since the watch began; frames and stops as the node counts them. */
  compute(): RunMetrics {
    this.#metrics.frames(this.watched.counts(this.#car.frames));
    return this.#metrics.compute();
  }

  /** Metrics, laps and path begin again. */
  restart(): void {
    this.#car.restart();
    this.#metrics = this.#newMetrics();
    this.#laps = 0;
    this.#last = null;
  }

  /** The node's circuit, by its own parameter; null where it names none; what the user named stays. */
  learn(circuit: Circuit | null, direction: Direction | null): void {
    if (this.#course.learn(circuit, direction)) this.#beginOnCourse();
  }

  async close(): Promise<void> {
    await Promise.all([this.#car.close(), this.#reports.close()]);
  }

  #newMetrics(): LapMetrics {
    const { circuit, direction } = this.#course;
    const walls = circuit && wallsOf(circuit);
    return new LapMetrics(circuit, direction, Number.POSITIVE_INFINITY, { walls, endless: true });
  }

  #beginOnCourse(): void {
    this.restart();
    this.#options.onCircuit();
  }

  #pose(pose: Pose): void {
    if (isBack(this.#last, pose)) {
      this.restart();
      this.#course.doubt();
    }
    if (this.#course.pose(pose)) this.#beginOnCourse();
    this.#last = pose;
    // First, as a session does it.
    this.#events.emit('pose', pose);
    this.#metrics.pose(pose);
    const { count, last_s } = this.#metrics.completedLaps;
    if (count === this.#laps) return;
    this.#laps = count;
    this.#events.emit('lap', { lap: count, seconds: last_s });
  }

  #frame(frame: Frame): void {
    if (this.#options.wantsFrame()) this.#kept.keep(frame);
    this.#events.emit('frame', frame);
  }

  #command(command: Command, callerId: string | null): void {
    const { watched } = this;
    // Its decisions say more, and what it steers between two answers is no decision.
    if (watched.reports && callerId === watched.name) return;
    const frame = this.#kept.take();
    this.#commands += 1;
    const now_ms = performance.now();
    const decision: Decision = {
      sequence: frame?.sequence ?? this.#car.framesReceived,
      stamp: null,
      command,
      waited_ms: Number.NaN,
      step_ms: Number.NaN,
      inference_ms: null,
      sensor_to_actuator_ms: Number.NaN,
      left_ms: now_ms,
      sim_s: this.#car.simulated_s,
    };
    this.#events.emit('decision', { decision, frame });
  }

  #decision(name: string, record: DecisionRecord): void {
    if (name !== this.watched.name) return;
    // The clock of its process is another one.
    const decision = { ...toDecision(record), left_ms: performance.now() };
    this.#commands += 1;
    this.#metrics.decision(decision);
    this.#events.emit('decision', { decision, frame: this.#kept.takeStamped(decision.stamp) });
  }

  #commander(uri: string, callerId: string | null, connected: boolean): void {
    const name = callerId ?? uri;
    if (GUARD.test(name)) return;
    if (connected) {
      this.#commanders.set(uri, name);
      this.#reports.hear(name, this.watched.name);
      const { watched } = this;
      const isRestarted = watched.name === name && this.#processes.get(name) !== uri;
      if (watched.name === null || isRestarted) this.#follow(name);
    } else {
      this.#commanders.delete(uri);
      if (![...this.#commanders.values()].includes(name)) this.#left(name);
    }
    this.#options.onChange();
  }

  #left(name: string): void {
    const next = this.#options.driver ?? [...this.#commanders.values()][0] ?? null;
    if (this.watched.name === name) this.#follow(next);
    if (this.watched.name !== name) this.#reports.forget(name);
  }

  #follow(name: string | null): void {
    this.watched.follow(name);
    if (name === null) return;
    this.#reports.hear(name, name);
    const [uri] = [...this.#commanders].findLast(([, other]) => other === name) ?? [];
    if (uri === undefined) return;
    const before = this.#processes.get(name) ?? uri;
    this.#processes.set(name, uri);
    // The same node in another process was started again: that is another run.
    if (uri !== before) this.restart();
  }

  #nodeMetrics(name: string, metrics: MetricsMessage): void {
    const { watched } = this;
    // A node that tells of itself is more to watch than one that does not.
    if (watched.name !== name && !watched.reports && this.#options.driver === null) this.#follow(name);
    if (watched.name !== name) return;
    if (watched.takeMetrics(metrics, performance.now())) this.restart();
    this.#options.onChange();
  }

  #diagnostics(name: string, diagnostics: NodeDiagnostics): void {
    if (name !== this.watched.name) return;
    for (const kind of this.watched.takeDiagnostics(diagnostics)) {
      if (OF_NODE.includes(kind) && isKind(kind))
        this.#events.emit('incident', { kind, who: name, lasts: false, over: false });
    }
    this.#options.onChange();
  }
}

function isKind(kind: string): kind is IncidentKind {
  return INCIDENT_KINDS.some((known) => known === kind);
}

function isBack(last: Pose | null, pose: Pose): boolean {
  return last?.sim_s != null && pose.sim_s !== null && pose.sim_s < last.sim_s - BACK_S;
}
