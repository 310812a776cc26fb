import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The built command line. */
export const MAIN = path.resolve(__dirname, '..', '..', 'dist', 'cli', 'main.js');

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  ended: Promise<Ended>;
  /** Resolves with the match of standard output or error; rejects when the process ends before. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Starts the built command line, as a user would.
 *  @param node options of Node itself */
export function start(args: string[], env: NodeJS.ProcessEnv = {}, node: string[] = []): Running {
  const child = spawn(process.execPath, [...node, MAIN, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  const waiting: { pattern: RegExp; resolve: (match: RegExpExecArray) => void }[] = [];
  const find = (pattern: RegExp) => pattern.exec(text.stdout) ?? pattern.exec(text.stderr);
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]!.setEncoding('utf8').on('data', (part: string) => {
      text[name] += part;
      for (const { pattern, resolve } of waiting) {
        const match = find(pattern);
        if (match !== null) resolve(match);
      }
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => resolve({ code, ...text }));
  });
  const said = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const match = find(pattern);
      if (match !== null) resolve(match);
      waiting.push({ pattern, resolve });
      void ended.then(() => reject(new Error(`ended without ${pattern}: ${text.stderr}`)));
    });
  return { child, ended, said };
}

export function run(args: string[], env: NodeJS.ProcessEnv = {}, node: string[] = []): Promise<Ended> {
  return start(args, env, node).ended;
}

export function temporaryFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'f1-brain-cli-'));
}

/** A walled ring of 8 m radius, 50 m round: a lap in a few seconds. */
export function writeRing(folder: string): string {
  const points = Array.from({ length: 24 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 24;
    return `  - [${(8 * Math.cos(angle)).toFixed(4)}, ${(8 * Math.sin(angle)).toFixed(4)}]`;
  });
  const wall = '{distance_m: 1.5, height_m: 0.5, shade: [40, 40, 40], sun: [90, 90, 90]}';
  const file = path.join(folder, 'ring.yml');
  writeFileSync(
    file,
    `name: ring\nline: {width_m: 0.1, colour: [220, 40, 40]}\n` +
      `walls:\n  left: ${wall}\n  right: ${wall}\npoints:\n${points.join('\n')}\n`,
  );
  return file;
}
