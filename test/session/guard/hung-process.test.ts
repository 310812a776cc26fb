import { spawn } from 'node:child_process';
import { HungProcess } from '../../../src/session/guard/hung-process';

describe('a process whose main thread hangs', () => {
  it('is certain after two seconds', () => {
    const hung = new HungProcess(1, () => false);
    expect(hung.isCertain(true, 1000)).toBe(false);
    expect(hung.isCertain(true, 2900)).toBe(false);
    expect(hung.isCertain(true, 3000)).toBe(true);
  });

  it('does not hang while it is suspended, nor before it could say that it goes on', () => {
    let isSuspended = true;
    const hung = new HungProcess(1, () => isSuspended);
    expect(hung.isCertain(true, 0)).toBe(false);
    expect(hung.isCertain(true, 60_000)).toBe(false);
    isSuspended = false;
    expect(hung.isCertain(true, 60_100)).toBe(false);
    expect(hung.isCertain(false, 60_200)).toBe(false);
    expect(hung.isCertain(true, 62_200)).toBe(false);
  });

  it('is killed; one that is stopped by a signal is seen to be', async () => {
    const child = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
    const hung = new HungProcess(child.pid!);
    child.kill('SIGSTOP');
    // The signal takes effect a moment later.
    const isSeen = () => {
      hung.isCertain(true, 0);
      return !hung.isCertain(true, 5000);
    };
    while (!isSeen()) await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill('SIGCONT');
    while (isSeen()) await new Promise((resolve) => setTimeout(resolve, 10));
    hung.kill();
    expect(await ended).toBe('SIGKILL');
    expect(() => hung.kill()).not.toThrow();
  });
});
