import type { Redis } from 'ioredis';
import { WORKERS_KEY } from './queue-names';

/** What a worker says of itself every few seconds. */
export interface WorkerNote {
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly labels: readonly string[];
  /** Runs at a time. */
  readonly slots: number;
  readonly running: number;
  readonly done: number;
  /** Files that queued runs need and it has not, each with what to do; the newest ones. */
  readonly lacks: readonly string[];
  /** Unix time of the note. */
  readonly at_ms: number;
}

/** A worker that has said nothing for so long is gone. */
const SILENT_MS = 15_000;

/** The workers of a queue, by what they say. */
export class WorkerRegistry {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async tell(id: string, note: WorkerNote): Promise<void> {
    await this.#redis.hset(WORKERS_KEY, id, JSON.stringify(note));
  }

  async leave(id: string): Promise<void> {
    await this.#redis.hdel(WORKERS_KEY, id);
  }

  /** Those that are alive; notes of others are deleted. Clocks of machines may differ by some seconds. */
  async alive(now_ms = Date.now()): Promise<WorkerNote[]> {
    const all = await this.#redis.hgetall(WORKERS_KEY);
    const notes: WorkerNote[] = [];
    for (const [id, text] of Object.entries(all)) {
      const note = parseNote(text);
      if (note !== null && now_ms - note.at_ms < SILENT_MS) notes.push(note);
      else if (note === null || now_ms - note.at_ms > 100 * SILENT_MS) await this.leave(id);
    }
    return notes;
  }
}

function parseNote(text: string): WorkerNote | null {
  try {
    const note = JSON.parse(text) as Partial<WorkerNote> | null;
    const isNote =
      typeof note?.version === 'string' &&
      typeof note.at_ms === 'number' &&
      Array.isArray(note.labels) &&
      Array.isArray(note.lacks);
    return isNote ? (note as WorkerNote) : null;
  } catch {
    return null;
  }
}
