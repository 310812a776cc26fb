import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { END_SIGNALS } from '../../src/support/signals';

const DIST = path.resolve(__dirname, '..', '..', 'dist');
/** A command that runs until it is told to end, and says so; `release` is its way to end. */
const COMMAND = `
  const { runOnProcess } = require(${JSON.stringify(path.join(DIST, 'cli', 'process-io.js'))});
  const { exitCodeOf, onShutdown } = require(${JSON.stringify(path.join(DIST, 'support', 'shutdown.js'))});
  const wait = setInterval(() => {}, 1000);
  runOnProcess((_, io) => new Promise((resolve) => {
    onShutdown(io, (cause) => {
      io.stdout.write('stopped by ' + cause + '\\n');
      clearInterval(wait);
      setTimeout(() => resolve(exitCodeOf(cause)), io.env.TAKES_MS);
    });
    io.stdout.write('ready\\n');
    // As the Stop of a page, which may come twice.
    if (io.env.INTERRUPTS) for (let i = 0; i < 2; i += 1) io.signals.interrupt();
    io.stderr.write('a line of the log\\n');
  }));`;

interface Options {
  readonly program?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Standard error goes there. */
  readonly log?: string;
}

function startCommand({ program = COMMAND, env = {}, log }: Options = {}) {
  const stderr = log === undefined ? 'ignore' : openSync(log, 'w');
  const child = spawn(process.execPath, ['-e', program], {
    stdio: ['ignore', 'pipe', stderr],
    env: { ...process.env, _: '', TAKES_MS: '0', ...env },
  });
  if (typeof stderr === 'number') closeSync(stderr);
  let text = '';
  const ready = new Promise<void>((resolve) => {
    child.stdout!.on('data', (part) => {
      text += String(part);
      if (text.includes('ready')) resolve();
    });
  });
  const ended = new Promise<{ end: unknown; text: string }>((resolve) =>
    child.once('close', (code, signal) => resolve({ end: signal ?? code, text })),
  );
  return { child, ready, ended };
}

test('every signal that would end the process lets it stop the car first, and gives its exit code', async () => {
  const ends = END_SIGNALS.map(async (signal) => {
    const { child, ready, ended } = startCommand();
    await ready;
    child.kill(signal);
    return [signal, await ended];
  });
  const expected = END_SIGNALS.map((signal) => [
    signal,
    { end: 128 + constants.signals[signal], text: `ready\nstopped by ${signal}\n` },
  ]);
  expect(await Promise.all(ends)).toEqual(expected);
  expect(END_SIGNALS.length).toBeGreaterThan(9);
});

test('a signal that the system repeats does not end a process that is ending', async () => {
  const { child, ready, ended } = startCommand({ env: { TAKES_MS: '2500' } });
  await ready;
  const again = setInterval(() => child.kill('SIGXCPU'), 200);
  const { end } = await ended;
  clearInterval(again);
  expect(end).toBe(152);
});

test('a command that interrupts itself ends as by Ctrl-C, for which the next one is the second', async () => {
  const peaceful = startCommand({ env: { INTERRUPTS: '1' } });
  const hurried = startCommand({ env: { INTERRUPTS: '1', TAKES_MS: '10000' } });
  expect(await peaceful.ended).toEqual({ end: 130, text: 'ready\nstopped by SIGINT\n' });
  await hurried.ready;
  // Two at once mean one.
  await new Promise((resolve) => setTimeout(resolve, 1200));
  hurried.child.kill('SIGINT');
  expect((await hurried.ended).end).toBe('SIGINT');
});

test('a process that nohup started outlives its terminal', async () => {
  const { child, ready, ended } = startCommand({ env: { _: '/usr/bin/nohup' } });
  await ready;
  child.kill('SIGHUP');
  child.kill('SIGHUP');
  await new Promise((resolve) => setTimeout(resolve, 200));
  child.kill('SIGTERM');
  expect(await ended).toEqual({ end: 143, text: 'ready\nstopped by SIGTERM\n' });
});

test('a log that cannot be written costs the log alone', async () => {
  const { child, ready, ended } = startCommand({ log: '/dev/full' });
  await ready;
  child.kill('SIGINT');
  expect(await ended).toEqual({ end: 130, text: 'ready\nstopped by SIGINT\n' });
});

test('results that cannot be written are a failure that is told', async () => {
  const program = `
    const { runOnProcess } = require(${JSON.stringify(path.join(DIST, 'cli', 'process-io.js'))});
    runOnProcess(async (_, { stdout }) => (stdout.write('a figure'), 0));`;
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', full, 'pipe'] });
  closeSync(full);
  let said = '';
  child.stderr!.on('data', (part) => {
    said += String(part);
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect(code).toBe(1);
  expect(said).toMatch(/^f1-brain: standard output cannot be written: ENOSPC.*\n$/);
});
