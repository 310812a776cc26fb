import {
  type DecisionRecord,
  type DiagnosticArrayMessage,
  type LogMessage,
  type MetricsMessage,
  readDecision,
} from '../../messages/index';
import { foreignText } from '../../ros/foreign-text';
import { isRosName } from '../../ros/names';
import type { RosNode, RosSubscription } from '../../ros/transport';
import type { LogEvent } from '../../session/session-events';

/** Nodes that are listened to at once. */
const MOST_NODES = 8;
/** Level of rosgraph_msgs/Log, from the highest on. */
const LEVELS: readonly (readonly [least: number, level: LogEvent['level']])[] = [
  [8, 'error'],
  [4, 'warn'],
  [2, 'info'],
];

export interface NodeReportsListener {
  metrics(node: string, metrics: MetricsMessage): void;
  decision(node: string, decision: DecisionRecord): void;
  /** Whether it keeps the car stopped and why, the bag that it writes, and how often each incident happened. */
  diagnostics(node: string, diagnostics: NodeDiagnostics): void;
  log(node: string, line: LogEvent): void;
}

export interface NodeDiagnostics {
  /** Why it keeps the car stopped; null while it does not. */
  readonly stoppedBecause: string | null;
  /** The bag being written; null for none. */
  readonly bag: string | null;
  /** Incidents so far, by kind. */
  readonly incidents: ReadonlyMap<string, number>;
}

/** Listens to what nodes of f1-brain publish of themselves (docs/observing.md). */
export class NodeReports {
  readonly #node: RosNode;
  readonly #listener: NodeReportsListener;
  readonly #subscriptions: RosSubscription[] = [];
  readonly #heard = new Map<string, readonly RosSubscription[]>();

  constructor(node: RosNode, listener: NodeReportsListener) {
    this.#node = node;
    this.#listener = listener;
  }

  /** Topics that all nodes share. */
  start(): void {
    const others = { othersOnly: true, lossIsReported: true };
    this.#subscriptions.push(
      this.#node.subscribe(
        '/diagnostics',
        'diagnostic_msgs/DiagnosticArray',
        (message) => this.#diagnostics(message),
        others,
      ),
      this.#node.subscribe('/rosout', 'rosgraph_msgs/Log', (message) => this.#log(message), others),
    );
  }

  /** Listens to the topics of a node, which need not be one of f1-brain.
   *  @param kept the node that is watched: no other is listened to in its place */
  hear(name: string, kept: string | null): void {
    // One without a name has no topics.
    if (this.#heard.has(name) || !isRosName(name)) return;
    if (this.#heard.size >= MOST_NODES) this.forget([...this.#heard.keys()].find((one) => one !== kept)!);
    const listener = this.#listener;
    const quiet = { lossIsReported: true };
    this.#heard.set(name, [
      this.#node.subscribe(
        `${name}/metrics`,
        'f1_brain/Metrics',
        (message) => listener.metrics(name, message),
        quiet,
      ),
      this.#node.subscribe(
        `${name}/decision`,
        'f1_brain/Decision',
        (_message, bytes) => listener.decision(name, readDecision(bytes)),
        quiet,
      ),
    ]);
  }

  /** A node has gone. */
  forget(name: string): void {
    const subscriptions = this.#heard.get(name) ?? [];
    this.#heard.delete(name);
    for (const subscription of subscriptions) void subscription.close();
  }

  async close(): Promise<void> {
    const heard = [...this.#heard.values()].flat();
    this.#heard.clear();
    await Promise.all([...this.#subscriptions.splice(0), ...heard].map((one) => one.close()));
  }

  #diagnostics({ status }: DiagnosticArrayMessage): void {
    for (const name of this.#heard.keys()) {
      const part = (what: string) => status.find((one) => one.name === `${name.slice(1)}: ${what}`);
      const drive = part('drive');
      if (drive === undefined) continue;
      const stopped = /^car stopped: (.*)$/s.exec(drive.message)?.[1] ?? null;
      const bag = part('recording')?.values.find(({ key }) => key === 'bag')?.value ?? '';
      this.#listener.diagnostics(name, {
        stoppedBecause: stopped === null ? null : foreignText(stopped),
        bag: bag === '' ? null : foreignText(bag),
        incidents: new Map((part('faults')?.values ?? []).map(({ key, value }) => [key, Number(value) || 0])),
      });
    }
  }

  #log({ name, level, msg }: LogMessage): void {
    if (!this.#heard.has(name)) return;
    const [, named] = LEVELS.find(([least]) => level >= least) ?? [0, 'debug' as const];
    this.#listener.log(name, { level: named, message: foreignText(msg) });
  }
}
