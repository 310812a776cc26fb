// The processes of a soak, and what /proc and their probes tell of them.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../bench/tables.mjs';

const MAIN = path.join(ROOT, 'dist/cli/main.js');
const PROBE = path.join(ROOT, 'test/soak/probe.cjs');

export class Watched {
  /** What each thread said last. */
  #told = new Map();
  #ended = false;
  #text = '';
  #output = '';

  /** @param args of f1-brain */
  constructor(name, args, env) {
    this.name = name;
    this.child = spawn(process.execPath, ['--require', PROBE, MAIN, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    this.child.stdout.setEncoding('utf8').on('data', (text) => {
      this.#output += text;
    });
    this.child.stderr.setEncoding('utf8').on('data', (text) => {
      // The log of an hour is short, if nothing is wrong.
      this.#text = (this.#text + text).slice(-20_000);
    });
    let rest = '';
    this.child.stdio[3].setEncoding('utf8').on('data', (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        const told = JSON.parse(line);
        this.#told.set(told.threadId, told);
      }
    });
    this.ended = new Promise((resolve) => {
      this.child.on('close', (code, signal) => {
        this.#ended = true;
        resolve(signal ?? code);
      });
    });
  }

  get log() {
    return this.#text;
  }

  get output() {
    return this.#output;
  }

  get running() {
    return !this.#ended;
  }

  /** Resolves when the log has a line like it. */
  async line(pattern, timeout_ms = 60_000) {
    const deadline = performance.now() + timeout_ms;
    while (!pattern.test(this.#text) && !pattern.test(this.#output)) {
      if (this.#ended || performance.now() > deadline) {
        throw new Error(`${this.name} ${this.#ended ? 'ended' : 'is not ready'}:\n${this.#text}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** MiB, counts and milliseconds; null for what is not known yet. */
  sample() {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    const field = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
    const main = this.#told.get(0);
    const sum = (name) =>
      main === undefined ? null : [...this.#told.values()].reduce((all, one) => all + one[name], 0) / 2 ** 20;
    return {
      rss_mib: field('VmRSS') / 1024,
      handles: readdirSync(`/proc/${this.child.pid}/fd`).length,
      threads: field('Threads'),
      heap_mib: sum('heapUsed'),
      external_mib: sum('external'),
      threads_mib: Object.fromEntries(
        [...this.#told].map(([id, { heapUsed, external }]) => [id, [heapUsed / 2 ** 20, external / 2 ** 20]]),
      ),
      loop_p99_ms: main?.loop_p99_ms ?? null,
    };
  }

  async stop(signal = 'SIGINT') {
    if (!this.#ended) this.child.kill(signal);
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 15_000);
    const how = await this.ended;
    clearTimeout(timer);
    return how;
  }
}
