import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Session } from '../../src/session/session';
import { newFolder, ringLap } from './support/lap-ring';

const onLinux = existsSync('/proc/self/task') ? it : it.skip;

/** What a process holds beside memory. */
function held() {
  const active = process.getActiveResourcesInfo();
  return {
    threads: readdirSync('/proc/self/task').length,
    files: readdirSync('/proc/self/fd').length,
    timers: active.filter((kind) => kind === 'Timeout').length,
    ports: active.filter((kind) => kind === 'MessagePort').length,
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
  };
}

async function recordOne(folder: string, number: number): Promise<void> {
  const out = path.join(folder, `${number}`);
  const { statistics, unsaved } = await new Session(ringLap({ out, timeout_s: 0.3 })).run();
  expect(unsaved).toBe(false);
  expect(statistics.recording).toMatchObject({ bags: 1, ended_because: 'finished' });
}

describe('A process that drives session after session', () => {
  onLinux('holds no more threads, files and timers after eight than after two', async () => {
    const folder = newFolder();
    for (let number = 0; number < 2; number++) await recordOne(folder, number);
    const before = held();
    for (let number = 2; number < 8; number++) await recordOne(folder, number);
    const after = held();
    // libvips starts and ends threads of its own; one for each session would be more.
    expect(after.threads).toBeLessThan(before.threads + 5);
    for (const kind of ['files', 'timers', 'ports', 'listeners'] as const) {
      expect([kind, after[kind]]).toEqual([kind, Math.min(before[kind], after[kind])]);
    }
  });
});
