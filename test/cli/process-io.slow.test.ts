import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const DIST = path.resolve(__dirname, '..', '..', 'dist');
/** Loads what runs a command on a process of its own. */
const PARTS = `
    const { runOnProcess } = require(${JSON.stringify(path.join(DIST, 'cli', 'process-io.js'))});
    const { onShutdown } = require(${JSON.stringify(path.join(DIST, 'support', 'shutdown.js'))});`;

test('a second signal ends a process whose thread waits for a disk that does not answer', async () => {
  const pipe = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-shutdown-')), 'pipe');
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
  // Opening a pipe that nobody writes to never returns.
  const program = `${PARTS}
    const { Worker } = require('node:worker_threads');
    runOnProcess((_, io) => new Promise(() => onShutdown(io, () => console.log('stopping'))));
    new Worker("require('node:fs').openSync(" + JSON.stringify(${JSON.stringify(pipe)}) + ", 'r')", { eval: true })
      .once('online', () => setTimeout(() => console.log('blocked'), 300));`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<string | null>((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  const said = (word: string) =>
    new Promise<void>((resolve) =>
      child.stdout.on('data', (text) => String(text).includes(word) && resolve()),
    );
  await said('blocked');
  child.kill('SIGINT');
  await said('stopping');
  await new Promise((resolve) => setTimeout(resolve, 1100));
  child.kill('SIGTERM');
  const late = new Promise<string>((resolve) => setTimeout(() => resolve('still there'), 3000).unref());
  const end = await Promise.race([ended, late]);
  child.kill('SIGKILL');
  expect(end).toBe('SIGTERM');
});

test('a signal that comes twice leaves the exit code as it is, also while the process ends', async () => {
  const program = `${PARTS}
    const wait = setInterval(() => {}, 1000);
    runOnProcess((_, io) => new Promise((resolve) => {
      const release = onShutdown(io, () => {
        clearInterval(wait);
        release();
        resolve(3);
      });
    }));
    console.log('ready');`;
  for (let round = 0; round < 5; round += 1) {
    const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise<unknown>((resolve) =>
      child.once('exit', (code, signal) => resolve(signal ?? code)),
    );
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const again = setInterval(() => child.kill('SIGINT'), 1);
    const end = await ended;
    clearInterval(again);
    expect(end).toBe(3);
  }
});

test('a terminal that closes ends the process in order', async () => {
  const program = `${PARTS}
    const wait = setInterval(() => {}, 1000);
    runOnProcess((_, io) => new Promise((resolve) => {
      onShutdown(io, () => {
        io.stderr.write('stopping');
        clearInterval(wait);
        setTimeout(() => resolve(129), 100);
      });
      io.stdout.write('ready');
    }));`;
  // Node ended with SIGABRT when it restored the mode of a terminal that had gone.
  const python = `import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], [sys.argv[1], '-e', sys.argv[2]])
while b'ready' not in os.read(terminal, 100):
    pass
os.close(terminal)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))`;
  const { stdout } = spawnSync('python3', ['-c', python, process.execPath, program], { encoding: 'utf8' });
  expect(stdout.trim()).toBe('129');
});
