import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { createJiti } from 'jiti';
import { MAIN } from '../../scripts/support/paths';
import { statusNumber } from '../../scripts/support/proc';
import { pause } from '../../scripts/support/processes';
import type { ThreadReport } from './probe';

/** What is known of a process at one time; null where the system or the probe does not tell. */
export interface ProcessSample {
  readonly rss_mib: number | null;
  readonly handles: number;
  readonly threads: number | null;
  readonly heap_mib: number | null;
  readonly external_mib: number | null;
  /** Heap and external memory by thread, MiB. */
  readonly threads_mib: Readonly<Record<string, readonly [heap: number, external: number]>>;
  readonly loop_p99_ms: number | null;
}

const MIB = 2 ** 20;
/** A process that does not end on its signal is killed after this time. */
const END_LIMIT_MS = 15_000;
/** The log of an hour is short, if nothing is wrong. */
const LOG_LENGTH = 20_000;

/** An f1-brain process with a probe in each of its threads. */
export class WatchedProcess {
  readonly name: string;
  readonly #child: ChildProcess;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly #end: Promise<number | NodeJS.Signals | null>;
  /** The last report of each thread. */
  readonly #reports = new Map<number, ThreadReport>();
  #running = true;
  #log = '';
  #output = '';

  /** @param args of f1-brain
   *  @param probe the compiled probe */
  constructor(name: string, args: readonly string[], probe: string, env: NodeJS.ProcessEnv) {
    this.name = name;
    this.#child = spawn(process.execPath, ['--require', probe, MAIN, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    const [, stdout, stderr, reports] = this.#child.stdio as Readable[];
    stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text;
    });
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#log = (this.#log + text).slice(-LOG_LENGTH);
    });
    let rest = '';
    reports?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#report(JSON.parse(line) as ThreadReport);
    });
    this.#end = new Promise((resolve) => {
      this.#child.on('close', (code, signal) => {
        this.#running = false;
        resolve(signal ?? code);
      });
    });
  }

  get running(): boolean {
    return this.#running;
  }

  /** The last of standard error. */
  get log(): string {
    return this.#log;
  }

  get output(): string {
    return this.#output;
  }

  /** Resolves when the process has said something that matches. */
  async line(pattern: RegExp, timeout_ms = 60_000): Promise<RegExpExecArray> {
    const deadline_ms = performance.now() + timeout_ms;
    for (;;) {
      const found = pattern.exec(this.#log) ?? pattern.exec(this.#output);
      if (found !== null) return found;
      if (!this.#running || performance.now() > deadline_ms) {
        throw new Error(`${this.name} ${this.#running ? 'is not ready' : 'ended'}:\n${this.#log}`);
      }
      await pause(50);
    }
  }

  sample(): ProcessSample {
    const { pid } = this.#child;
    const main = this.#reports.get(0);
    const rss_KiB = statusNumber(pid, 'VmRSS');
    const sum = (key: 'heapUsed' | 'external') =>
      main === undefined ? null : [...this.#reports.values()].reduce((all, one) => all + one[key], 0) / MIB;
    return {
      rss_mib: rss_KiB === null ? null : rss_KiB / 1024,
      handles: readdirSync(`/proc/${pid}/fd`).length,
      threads: statusNumber(pid, 'Threads'),
      heap_mib: sum('heapUsed'),
      external_mib: sum('external'),
      threads_mib: Object.fromEntries(
        [...this.#reports].map(([id, { heapUsed, external }]) => [id, [heapUsed / MIB, external / MIB]]),
      ),
      loop_p99_ms: main?.loop_p99_ms ?? null,
    };
  }

  /** @returns the exit code, or the signal that ended it */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | NodeJS.Signals | null> {
    if (this.#running) this.#child.kill(signal);
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), END_LIMIT_MS);
    const how = await this.#end;
    clearTimeout(timer);
    return how;
  }

  /** Sends a signal and does not wait. */
  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  #report(report: ThreadReport): void {
    this.#reports.set(report.threadId, report);
  }
}

/** Compiles the probe, so that the processes under test load nothing but it.
 *  @returns its file, alone in a temporary folder */
export function compileProbe(): string {
  const source = readFileSync(path.join(__dirname, 'probe.ts'), 'utf8');
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-probe-')), 'probe.cjs');
  writeFileSync(file, createJiti(__filename).transform({ source, ts: true }));
  return file;
}
