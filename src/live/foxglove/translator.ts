import {
  encodeCompressedImage,
  encodeFloat64,
  encodeLog,
  encodeString,
  LogConstants,
} from '../../messages/index';
import type { Stamp } from '../../types';
import type {
  FiguresMessage,
  HelloMessage,
  ImageHeader,
  LiveCircuit,
  LogMessage,
  SamplesMessage,
  ServerMessage,
} from '../messages';
import { DrivenPath } from './driven-path';
import {
  commandBytes,
  decisionBytes,
  headerOf,
  lineBytes,
  odometryBytes,
  pathBytes,
  transformBytes,
} from './encode';
import { Interval } from './interval';
import { describeIncident, NodeStatus } from './node-status';
import { nanosecondsOf, StudioTime } from './studio-time';
import { IMAGE_KEYS, type StudioKey } from './topics';

/** Where messages for a studio go. */
export interface StudioSink {
  /** Whether the studio has subscribed to a topic. */
  wants(key: StudioKey): boolean;
  publish(key: StudioKey, time_ns: bigint, bytes: Uint8Array): void;
  /** Time has come this far. */
  tellTime(time_ns: bigint): void;
}

const LEVELS: Readonly<Record<LogMessage['level'], number>> = {
  debug: LogConstants.DEBUG,
  info: LogConstants.INFO,
  warn: LogConstants.WARN,
  error: LogConstants.ERROR,
};
/** Lines of the log that a later subscriber gets. */
const MOST_LINES = 300;

interface LogLine {
  readonly level: LogMessage['level'];
  readonly msg: string;
  readonly wall_ms: number;
  /** Null until time is known. */
  stamp: Stamp | null;
}

/** Of what is told once, for those who come later. */
const KEPT = ['line', 'leftWall', 'rightWall', 'path', 'diagnostics', 'log', 'statistics'] as const;

/** Makes the ROS messages of a studio from the messages that a page gets, as far as the studio subscribes to them. */
export class Translator {
  readonly #sink: StudioSink;
  readonly #time = new StudioTime();
  readonly #status = new NodeStatus();
  readonly #path = new DrivenPath();
  readonly #interval = new Interval();
  #lines: LogLine[] = [];
  #circuit: LiveCircuit | null = null;
  #statistics: string | null = null;
  /** Of what a page got last. */
  #wall_ms = 0;

  constructor(sink: StudioSink) {
    this.#sink = sink;
  }

  take(message: ServerMessage): void {
    if ('wall_ms' in message) this.#wall_ms = message.wall_ms;
    switch (message.type) {
      case 'hello':
        this.#hello(message);
        return;
      case 'state':
        this.#status.state = message;
        this.#tellDiagnostics();
        return;
      case 'samples':
        this.#samples(message);
        return;
      case 'figures':
        this.#figures(message);
        return;
      case 'lap': {
        const time = message.seconds === null ? '' : `: ${message.seconds.toFixed(3)} s`;
        this.#log('info', `lap ${message.lap}${time}`);
        return;
      }
      case 'incident':
        this.#status.incident(message);
        this.#log(message.over ? 'info' : 'warn', incidentLine(message));
        this.#tellDiagnostics();
        return;
      case 'log':
        this.#log(message.level, message.line);
        return;
      case 'restart':
        this.#path.clear();
        this.#interval.clear();
        this.#tellPath();
        return;
      case 'statistics':
        this.#statistics = JSON.stringify(message.statistics);
        // A run that never drove has its wall time.
        if (!this.#time.isKnown) this.#begin(null);
        this.#tellStatistics();
    }
  }

  image({ kind, sim_s, wall_ms }: ImageHeader, data: Uint8Array): void {
    const stamp = this.#time.at(sim_s, wall_ms);
    const header = headerOf(stamp, kind === 'camera' ? 'camera' : 'network');
    const bytes = encodeCompressedImage({ header, format: 'jpeg', data: Buffer.from(data) });
    this.#sink.publish(IMAGE_KEYS[kind], nanosecondsOf(stamp), bytes);
  }

  /** Publishes what is not told again by itself to a studio that has just subscribed. */
  subscribed(key: StudioKey): void {
    if (key === 'line' || key === 'leftWall' || key === 'rightWall') this.#tellRoad(key);
    else if (key === 'path') this.#tellPath();
    else if (key === 'diagnostics') this.#tellDiagnostics();
    else if (key === 'statistics') this.#tellStatistics();
    else if (key === 'log') for (const line of this.#lines) this.#tellLine(line);
  }

  #hello({ started_ms, circuit }: HelloMessage): void {
    this.#time.begin(started_ms);
    this.#circuit = circuit;
    // All of these follow again.
    this.#lines = [];
    this.#statistics = null;
    this.#path.clear();
    for (const key of ['line', 'leftWall', 'rightWall'] as const) this.#tellRoad(key);
  }

  #tellRoad(key: 'line' | 'leftWall' | 'rightWall'): void {
    this.#publish(key, (stamp) => lineBytes(this.#circuit?.[key] ?? null, stamp));
  }

  #tellPath(): void {
    this.#publish('path', (stamp) => pathBytes(this.#path.points, stamp));
  }

  #tellDiagnostics(): void {
    this.#publish('diagnostics', (stamp) => this.#status.diagnosticBytes(stamp));
  }

  #tellStatistics(): void {
    const data = this.#statistics;
    if (data !== null) this.#publish('statistics', () => encodeString({ data }));
  }

  #samples({ isHistory, poses, decisions }: SamplesMessage): void {
    this.#path.add(poses);
    if (!this.#time.isKnown && poses.wall_ms.length > 0) this.#begin(poses.sim_s.at(-1)!);
    // What was before would come with times that are past.
    if (isHistory) return;
    this.#interval.add(decisions);
    for (let pose = 0, decision = 0; pose < poses.wall_ms.length || decision < decisions.wall_ms.length; ) {
      const pose_ms = poses.wall_ms[pose] ?? Number.POSITIVE_INFINITY;
      if (pose_ms <= (decisions.wall_ms[decision] ?? Number.POSITIVE_INFINITY)) this.#pose(poses, pose++);
      else this.#decision(decisions, decision++);
    }
  }

  /** Time is known from now on: what was held back is told. */
  #begin(sim_s: number | null): void {
    this.#time.advance(sim_s);
    for (const line of this.#lines) line.stamp = this.#time.at(null, line.wall_ms);
    for (const key of KEPT) if (this.#sink.wants(key)) this.subscribed(key);
  }

  #pose(poses: SamplesMessage['poses'], i: number): void {
    const deviation_m = poses.deviation_m[i] ?? Number.NaN;
    Object.assign(this.#status.latest, { speed_mps: poses.v_mps[i]!, deviation_m });
    this.#time.advance(poses.sim_s[i]!);
    const stamp = this.#time.at(poses.sim_s[i]!, poses.wall_ms[i]!);
    this.#sink.tellTime(nanosecondsOf(stamp));
    this.#publishAt('odometry', stamp, () => odometryBytes(poses, i, stamp));
    this.#publishAt('transforms', stamp, () => transformBytes(poses, i, stamp));
    this.#publishAt('deviation', stamp, () => encodeFloat64({ data: deviation_m }));
  }

  #decision(decisions: SamplesMessage['decisions'], i: number): void {
    Object.assign(this.#status.latest, { v_mps: decisions.v_mps[i]!, w_radps: decisions.w_radps[i]! });
    const stamp = this.#time.at(decisions.sim_s[i]!, decisions.wall_ms[i]!);
    const driver = this.#status.state?.driver ?? null;
    this.#publishAt('command', stamp, () => commandBytes(decisions, i));
    this.#publishAt('decision', stamp, () => decisionBytes(decisions, i, stamp, driver));
  }

  #figures(figures: FiguresMessage): void {
    this.#status.figures = figures;
    this.#publish('metrics', (stamp) => this.#status.metricsBytes(figures, this.#interval, stamp));
    this.#tellPath();
    this.#tellDiagnostics();
    this.#interval.clear();
  }

  #log(level: LogMessage['level'], msg: string): void {
    const line = { level, msg, wall_ms: this.#wall_ms, stamp: this.#time.isKnown ? this.#now() : null };
    this.#lines.push(line);
    if (this.#lines.length > MOST_LINES) this.#lines.shift();
    this.#tellLine(line);
  }

  #tellLine({ level, msg, stamp }: LogLine): void {
    if (stamp === null) return;
    const header = headerOf(stamp);
    const nowhere = { file: '', function: '', line: 0, topics: [] };
    this.#publishAt('log', stamp, () =>
      encodeLog({ header, level: LEVELS[level], name: '/f1_brain', msg, ...nowhere }),
    );
  }

  #now(): Stamp {
    return this.#time.at(null, this.#wall_ms);
  }

  /** As of now; left out until time is known. */
  #publish(key: StudioKey, encode: (stamp: Stamp) => Uint8Array): void {
    if (!this.#time.isKnown) return;
    const stamp = this.#now();
    this.#publishAt(key, stamp, () => encode(stamp));
  }

  #publishAt(key: StudioKey, stamp: Stamp, encode: () => Uint8Array): void {
    if (this.#sink.wants(key)) this.#sink.publish(key, nanosecondsOf(stamp), encode());
  }
}

function incidentLine({
  kind,
  who,
  over,
}: {
  readonly kind: string;
  readonly who: string;
  readonly over: boolean;
}) {
  return `${describeIncident(kind, who)}${over ? ' is over' : ''}`;
}
