import { messageOf } from '../../errors';
import { rosnodejs } from '../../ros/rosnodejs/index';
import type { RosNode } from '../../ros/transport';
import { END_SIGNALS, SUSPEND_SIGNALS } from '../../support/signals';
import { HungProcess, isSuspendedProcess } from './hung-process';
import { CHECK_PERIOD_MS, LastWord } from './last-word';
import type { FromGuard, GuardStart, ToGuard } from './messages';

/** Entry of the guard's process: has the last word over the car of the node that started it, and ends with that. */

/** Signals that reach every process of a terminal, a launch or a container: the node ends the guard. */
const IGNORED: readonly NodeJS.Signals[] = [...END_SIGNALS, ...SUSPEND_SIGNALS, 'SIGUSR1'];
/** A guard that cannot join the graph is of no use once its node is gone. */
const LONGEST_ORPHAN_MS = 10_000;
/** Leaving the graph takes two seconds at most; nothing may keep the process for longer. */
const LONGEST_END_MS = 4000;
const ZERO = { x: 0, y: 0, z: 0 };
const STOP = { linear: ZERO, angular: ZERO };

/** Of the node that is guarded. */
const PID = process.ppid;

let node: RosNode | null = null;
let isEnding = false;
const over = new AbortController();
let sendZero = () => {};
/** Settles when the guard can stop the car, or never will. */
let starting: Promise<void> = Promise.resolve();

const lastWord = new LastWord({
  now_ms: () => performance.now(),
  isSuspended: () => isSuspendedProcess(PID),
  stop: () => sendZero(),
  stopped: (reason) => {
    tell({ type: 'stopped', reason });
    node?.logger.warn(`the car is stopped: ${reason}`);
  },
});

function tell(message: FromGuard): void {
  if (process.connected) process.send?.(message, () => {});
}

async function begin({ name, masterUri, host, topic, nodeUri }: GuardStart): Promise<void> {
  const options = { name, masterUri, host, environment: {}, signal: over.signal, handleSignals: false };
  node = await rosnodejs.startNode(options);
  // The node's end is the guard's.
  node.onShutdownRequested(() => {});
  const commands = node.advertise(topic, 'geometry_msgs/Twist', {
    greeting: () => (lastWord.isStopping ? STOP : null),
  });
  node.subscribe(
    topic,
    'geometry_msgs/Twist',
    ({ linear, angular }) =>
      lastWord.othersCommand({ v_mps: Math.hypot(linear.x, linear.y), w_radps: angular.z }),
    { othersOnly: true, notFrom: nodeUri, lossIsReported: true },
  );
  sendZero = () => commands.publish(STOP);
  tell({ type: 'ready' });
}

async function end(): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  over.abort();
  setTimeout(() => process.exit(), LONGEST_END_MS).unref();
  await node?.shutdown().catch(() => {});
  process.exit();
}

function hear(message: ToGuard): void {
  if (message.type === 'beat') lastWord.beat(message.beat);
  else if (message.type === 'farewell') void end();
  else {
    starting = begin(message.start).catch((error: unknown) => {
      if (isEnding) return;
      tell({ type: 'failed', reason: messageOf(error) });
      void end();
    });
  }
}

for (const signal of IGNORED) process.on(signal, () => {});
// What fails in one message must not cost the car its guard.
process.on('uncaughtException', (error) => node?.logger.error(messageOf(error)));
process.on('unhandledRejection', (error) => node?.logger.error(messageOf(error)));
process.on('message', hear);
process.on('disconnect', () => {
  // A car that connects to a guard which has just come is greeted with the zero command.
  void starting.then(() => lastWord.gone());
  setTimeout(() => process.exit(), LONGEST_ORPHAN_MS).unref();
});
const hang = new HungProcess(PID);
setInterval(() => {
  if (isEnding) return;
  lastWord.check();
  if (lastWord.isSuspicious) setImmediate(() => isEnding || lastWord.check());
  if (process.connected && hang.isCertain(lastWord.isHung, performance.now())) hang.kill();
  if (lastWord.isOver) void end();
}, CHECK_PERIOD_MS);
