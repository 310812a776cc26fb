import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePort } from '../../../src/support/free-port';

export const ROOT = path.resolve(__dirname, '..', '..', '..');
/** rospy belongs to the system's Python; another one may come first on PATH. */
export const PYTHON = '/usr/bin/python3';

const PIPE_GRACE_ms = 500;
/** Longer than a busy machine takes: whoever waits so long waits for nothing. */
export const PATIENCE_ms = 60_000;

/** A process with its output, line by line. */
export class Child {
  readonly lines: string[] = [];
  /** Exit code, null after a signal. */
  readonly ended: Promise<number | null>;
  readonly #process: ChildProcess;
  readonly #name: string;
  #watchers: (() => void)[] = [];
  #code: number | null | undefined;

  constructor(name: string, process: ChildProcess) {
    this.#name = name;
    this.#process = process;
    this.ended = new Promise((resolve) => {
      const end = (code: number | null) => {
        this.#code = code;
        for (const watcher of this.#watchers) watcher();
        resolve(code);
      };
      process.on('close', end);
      // A grandchild may hold the pipes for longer: "close" does not come then.
      process.on('exit', (code) => setTimeout(end, PIPE_GRACE_ms, code).unref());
      process.on('error', (error) => this.lines.push(String(error)));
    });
    for (const stream of [process.stdout, process.stderr]) {
      let rest = '';
      stream?.setEncoding('utf8').on('data', (text: string) => {
        const parts = (rest + text).split('\n');
        rest = parts.pop() ?? '';
        this.lines.push(...parts);
        for (const watcher of this.#watchers) watcher();
      });
    }
  }

  /** Of the program itself, where it was started here. */
  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get running(): boolean {
    return this.#code === undefined;
  }

  get text(): string {
    return this.lines.join('\n');
  }

  /** First line from index `from` on that matches. Rejects with the output when the process ends before
   *  or `timeout_ms` have passed. */
  async line(pattern: RegExp, timeout_ms = PATIENCE_ms, from = 0): Promise<string> {
    const deadline = performance.now() + timeout_ms;
    for (;;) {
      const found = this.lines.slice(from).find((line) => pattern.test(line));
      if (found !== undefined) return found;
      const left_ms = deadline - performance.now();
      if (!this.running || left_ms <= 0) {
        throw new Error(
          `${this.#name}: no line like ${pattern} ${this.running ? 'in time' : 'before it ended'}:\n${this.text}`,
        );
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left_ms);
        this.#watchers = [
          () => {
            clearTimeout(timer);
            resolve();
          },
        ];
      });
    }
  }

  /** Signals this process alone. */
  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Signals it and what it started. */
  signalGroup(signal: NodeJS.Signals): void {
    if (this.#process.pid === undefined) return;
    try {
      process.kill(-this.#process.pid, signal);
    } catch {
      // The group is gone already.
    }
  }

  /** Closes our ends of its pipes, which a grandchild may still hold. */
  letGo(): void {
    this.#process.stdout?.destroy();
    this.#process.stderr?.destroy();
  }

  async stop(signal: NodeJS.Signals = 'SIGINT', patience_ms = 10_000): Promise<number | null> {
    this.signal(signal);
    const timer = setTimeout(() => this.signalGroup('SIGKILL'), patience_ms);
    const code = await this.ended;
    clearTimeout(timer);
    this.signalGroup('SIGKILL');
    return code;
  }
}

export type Place = (command: string, args: readonly string[]) => [string, readonly string[]];

/** Processes of one test file: started with one environment, surely gone at its end. */
export class Processes {
  readonly env: NodeJS.ProcessEnv;
  readonly #children: Child[] = [];
  readonly #place: Place;

  /** @param place puts a command line where it is to run; by default here */
  constructor(masterUri: string, place: Place = (command, args) => [command, args]) {
    this.#place = place;
    const home = mkdtempSync(path.join(tmpdir(), 'f1-brain-ros-'));
    this.env = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      LANG: 'C.UTF-8',
      ROS_MASTER_URI: masterUri,
      ROS_IP: '127.0.0.1',
      ROS_HOME: home,
      ROS_LOG_DIR: path.join(home, 'log'),
      ROS_PACKAGE_PATH: ROOT,
      PYTHONUNBUFFERED: '1',
    };
  }

  start(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Child {
    const started = spawn(...this.#place(command, args), {
      cwd: this.env.ROS_HOME,
      env: { ...this.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const child = new Child([command, ...args].join(' '), started);
    this.#children.push(child);
    return child;
  }

  /** Of the programs that run, where they were started here. */
  pids(): number[] {
    return this.#children.filter(({ running }) => running).map(({ pid }) => pid);
  }

  /** Runs to the end and returns the output. Rejects with it when the exit code is not 0. */
  async run(command: string, ...args: string[]): Promise<string> {
    const child = this.start(command, args);
    const timer = setTimeout(() => child.signalGroup('SIGKILL'), PATIENCE_ms);
    const code = await child.ended;
    clearTimeout(timer);
    if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${child.text}`);
    return child.text;
  }

  /** A Python program of this folder. */
  python(script: string, ...args: string[]): Child {
    return this.start(PYTHON, [path.join(__dirname, script), ...args]);
  }

  async killAll(): Promise<void> {
    for (const child of this.#children) child.signalGroup('SIGKILL');
    await Promise.all(this.#children.map((child) => child.ended));
    this.#killStrays();
    for (const child of this.#children) child.letGo();
  }

  /** What roscore and roslaunch start lives in sessions of its own; our ROS_HOME tells it from others'. */
  #killStrays(): void {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
        if (environment.includes(`ROS_HOME=${this.env.ROS_HOME}`)) process.kill(Number(pid), 'SIGKILL');
      } catch {
        // Gone meanwhile, or somebody else's.
      }
    }
  }
}

/** For a server that is started with it. */
export const freePort = () => findFreePort('127.0.0.1');
