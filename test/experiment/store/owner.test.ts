import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { isAlive, ownerTag, readOwnerTag, thisOwner } from '../../../src/experiment/store/owner';

const NOW_MS = 1e12;
const isLinux = existsSync('/proc/self/stat');

describe('a process that has claimed a run', () => {
  it('is alive while it runs, however long ago it gave a sign of life', () => {
    expect(isAlive(thisOwner(), 0, NOW_MS)).toBe(true);
  });

  it('is gone when it has been killed, though its parent has not looked yet', async () => {
    const child = spawn('sleep', ['60']);
    const owner = { ...thisOwner(), pid: child.pid!, started: null };
    expect(isAlive(owner, NOW_MS, NOW_MS)).toBe(true);
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
    expect(isAlive(owner, NOW_MS, NOW_MS)).toBe(false);
  });

  (isLinux ? it : it.skip)('is gone when another process has its number', () => {
    expect(isAlive({ ...thisOwner(), started: '1' }, NOW_MS, NOW_MS)).toBe(false);
  });

  it('is believed for two minutes after its last sign of life where it cannot be looked up', () => {
    const elsewhere = { ...thisOwner(), host: 'other', system: '00000000' };
    expect(isAlive(elsewhere, NOW_MS - 119_000, NOW_MS)).toBe(true);
    expect(isAlive(elsewhere, NOW_MS - 121_000, NOW_MS)).toBe(false);
    // A laptop that has lost its clock between two boots.
    expect(isAlive(elsewhere, NOW_MS + 86_400_000, NOW_MS)).toBe(false);
  });

  it('is told by the name of its folder', () => {
    const { host: _, ...owner } = thisOwner();
    expect(readOwnerTag(ownerTag(thisOwner()))).toEqual(owner);
    expect(readOwnerTag('notes')).toBeNull();
  });
});
