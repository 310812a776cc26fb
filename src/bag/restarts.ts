import type { MessageIndex } from './message-index';

/** Messages before and after a step back in time that must agree with it, so that a few late ones are no restart. */
const BEFORE = 10;
const AFTER = 5;
const LEAST = 2;
/** Share of messages that may be earlier than the fifth before them (of a short run, the second): a shuffled bag has
 *  half. */
const MOST_DISORDER = 0.1;
const SHORT_RUN = 20;
/** Times of two runs alternate when they are sorted; those of blocks in another order do not. */
const LEAST_ALTERNATIONS = 3;
const ALTERNATING_SHARE = 0.3;
/** Blocks of one run follow one another more closely. */
const APART_S = 1;

/** The messages of one topic in the order of the file, and where its runs begin. */
interface TopicRuns {
  readonly messages: readonly number[];
  readonly starts: readonly number[];
}

/**
 * Finds where time started again while the bag was recorded, as after a reset of the simulation whose time the bag is
 * recorded in: there every topic steps back for good and passes times that it has passed before. A bag in any other
 * order of the file has one run.
 * @param topicOf topic of a connection
 * @returns the run of each message, from 0; null for a single run
 */
export function findRuns(index: MessageIndex, topicOf: (connection: number) => string): Uint16Array | null {
  const found = [...groupByTopic(index, topicOf).values()].map((messages): TopicRuns => {
    const starts = findStarts(index, messages);
    return { messages, starts: areRuns(index, messages, starts) ? starts : [0] };
  });
  const topics = found.map((topic) =>
    isByPublisher(index, topic, found) ? { messages: topic.messages, starts: [0] } : topic,
  );
  const restarted = topics.filter(({ starts }) => starts.length > 1);
  if (restarted.length === 0) return null;
  const reference = restarted.reduce((a, b) => (b.messages.length > a.messages.length ? b : a));
  const runs = new Uint16Array(index.length);
  for (const { messages, starts } of topics) {
    // A topic that is silent in one of the runs tells the runs by its place in the file alone.
    const own = starts.length === reference.starts.length;
    const begins = own
      ? starts.map((at) => messages[at]!)
      : reference.starts.map((at) => reference.messages[at]!);
    let run = 0;
    for (const message of messages) {
      while (run + 1 < begins.length && message >= begins[run + 1]!) run += 1;
      runs[message] = run;
    }
  }
  return runs;
}

function groupByTopic(index: MessageIndex, topicOf: (connection: number) => string): Map<string, number[]> {
  const topics = new Map<string, number[]>();
  const byConnection = new Map<number, number[]>();
  for (let i = 0; i < index.length; i++) {
    const connection = index.connection[i]!;
    let messages = byConnection.get(connection);
    if (messages === undefined) {
      const topic = topicOf(connection);
      messages = topics.get(topic) ?? [];
      topics.set(topic, messages);
      byConnection.set(connection, messages);
    }
    messages.push(i);
  }
  return topics;
}

/** Where the messages of a topic step back in time for good, with 0 as the first. */
function findStarts(index: MessageIndex, messages: readonly number[]): number[] {
  const time = (at: number) => index.seconds(messages[at]!);
  const starts = [0];
  for (let at = 1; at < messages.length; at++) {
    if (time(at) >= time(at - 1)) continue;
    const before = Math.min(BEFORE, Math.floor((at - starts.at(-1)!) / 2));
    const after = Math.min(AFTER, Math.ceil((messages.length - at) / 2));
    if (before < LEAST || after < LEAST) continue;
    let latest = Number.NEGATIVE_INFINITY;
    for (let i = at; i < at + after; i++) latest = Math.max(latest, time(i));
    let earliest = Number.POSITIVE_INFINITY;
    for (let i = at - before; i < at; i++) earliest = Math.min(earliest, time(i));
    if (latest < earliest) starts.push(at);
  }
  return starts;
}

/** Whether the parts of a topic are runs of their own, each in the order of time but for a few messages. */
function areRuns(index: MessageIndex, messages: readonly number[], starts: readonly number[]): boolean {
  if (starts.length < 2 || starts.length > 0xffff) return false;
  const parts = starts.map((start, i) =>
    messages.slice(start, starts[i + 1] ?? messages.length).map((message) => index.seconds(message)),
  );
  const steps = parts.flatMap((times) => {
    const back = times.length < SHORT_RUN ? 2 : 5;
    return times.slice(back).map((time, i) => time < times[i]!);
  });
  const disorder = steps.filter((back) => back).length;
  if (disorder > MOST_DISORDER * steps.length) return false;
  return parts.every((times, i) => i === 0 || isRestart(parts[i - 1]!, times, parts.length === 2));
}

/**
 * Whether the parts of a topic are its publishers, which a bag written connection by connection holds one after the other:
 * each part begins with another publisher, and no other topic has messages among those of a part, or parts of its own.
 * A simulator that was started again publishes everything by new connections, but all topics together.
 */
function isByPublisher(
  index: MessageIndex,
  { messages, starts }: TopicRuns,
  all: readonly TopicRuns[],
): boolean {
  const others = all.filter((other) => other.messages !== messages);
  if (starts.length < 2 || others.length === 0) return false;
  if (others.some((other) => other.starts.length === starts.length)) return false;
  const publishers = starts.map((start, i) => {
    const part = messages.slice(start, starts[i + 1] ?? messages.length);
    return new Set(part.map((message) => index.connection[message]!));
  });
  if (publishers.some((part) => part.size > 1)) return false;
  if (new Set(publishers.map((part) => [...part][0])).size < starts.length) return false;
  return starts.every((start, i) => {
    const [first, last] = [messages[start]!, messages[(starts[i + 1] ?? messages.length) - 1]!];
    return !others.some((other) => other.messages.some((message) => message > first && message < last));
  });
}

/** @param alone whether the bag holds no other part, which could fill the time between the two */
function isRestart(before: readonly number[], after: readonly number[], alone: boolean): boolean {
  const [beforeStart, beforeEnd] = rangeOf(before);
  const [afterStart, afterEnd] = rangeOf(after);
  if (afterEnd < beforeStart) return alone && beforeStart - afterEnd > APART_S;
  const [start, end] = [Math.max(beforeStart, afterStart), Math.min(beforeEnd, afterEnd)];
  const common = [before, after].map((times) =>
    times.filter((time) => time >= start && time <= end).sort(ascending),
  );
  const [a, b] = common as [number[], number[]];
  const fewer = Math.min(a.length, b.length);
  return countAlternations(a, b) >= Math.max(LEAST_ALTERNATIONS, ALTERNATING_SHARE * fewer);
}

/** How often two ascending lists take turns when they are merged. */
function countAlternations(a: readonly number[], b: readonly number[]): number {
  let [i, j, turns] = [0, 0, 0];
  let last: 'a' | 'b' | null = null;
  while (i < a.length && j < b.length) {
    const next = a[i]! <= b[j]! ? 'a' : 'b';
    if (next === 'a') i += 1;
    else j += 1;
    if (last !== null && next !== last) turns += 1;
    last = next;
  }
  return turns;
}

function rangeOf(times: readonly number[]): readonly [number, number] {
  let [start, end] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const time of times) {
    start = Math.min(start, time);
    end = Math.max(end, time);
  }
  return [start, end];
}

function ascending(a: number, b: number): number {
  return a - b;
}
