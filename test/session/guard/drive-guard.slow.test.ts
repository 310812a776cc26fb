import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DriveGuard } from '../../../src/session/guard/drive-guard';

/** A guard whose process runs this program. */
function guardWith(program: string) {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-guard-')), 'guard.cjs');
  writeFileSync(file, program);
  const lines: string[] = [];
  const stopped: string[] = [];
  const write = (line: string) => void lines.push(line);
  const guard = new DriveGuard({
    name: '/car_guard',
    masterUri: 'http://127.0.0.1:1',
    host: '127.0.0.1',
    topic: '/cmd_vel',
    nodeUri: 'http://127.0.0.1:2',
    log: { debug: () => {}, info: () => {}, warn: write, error: write },
    moving_ms: () => 30,
    onStopped: (reason) => void stopped.push(reason),
    file,
  });
  const said = async (pattern: RegExp) => {
    while (!lines.some((line) => pattern.test(line))) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  return { guard, lines, stopped, said };
}

/** Says that it is ready, and ends with the farewell. */
const OBEDIENT = `
  process.on('message', ({ type, beat }) => {
    if (type === 'start') process.send({ type: 'ready' });
    if (type === 'farewell') process.exit();
    if (beat && beat.driving) process.send({ type: 'stopped', reason: JSON.stringify(beat) + process.cwd() });
  });`;

describe('the guard of a node', () => {
  it('hears at once how the node drives, and ends with it', async () => {
    const { guard, lines, stopped } = guardWith(OBEDIENT);
    await guard.ready();
    guard.follow(() => ({ driving: true, timeout_ms: 700, silence_ms: 700, road_ms: 90, giveUp_ms: null }));
    guard.beat();
    while (stopped.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(stopped[0]).toBe(
      '{"driving":true,"timeout_ms":700,"silence_ms":700,"road_ms":90,"giveUp_ms":null,"moving_ms":30}/',
    );
    await guard.end();
    await guard.end();
    expect(lines).toEqual([]);
  });

  it('hears of the first command on a road at once, of others with the next beat', async () => {
    const { guard, stopped } = guardWith(OBEDIENT);
    await guard.ready();
    let road_ms: number | null = null;
    guard.follow(() => ({ driving: true, timeout_ms: 700, silence_ms: 700, road_ms, giveUp_ms: null }));
    const beats = jest.spyOn(guard, 'beat');
    guard.commanded();
    expect(beats).toHaveBeenCalledTimes(0);
    road_ms = 90;
    guard.commanded();
    guard.commanded();
    expect(beats).toHaveBeenCalledTimes(1);
    while (!stopped.some((beat) => beat.includes('"road_ms":90'))) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await guard.end();
  });

  it('that cannot guard is said to be none, and the node need not wait for it', async () => {
    const { guard, lines } = guardWith(
      "process.on('message', () => process.send({ type: 'failed', reason: 'no master' }));",
    );
    await guard.ready();
    expect(lines[0]).toBe(
      'the guard cannot start (no master): nothing stops the car if this node hangs or is killed',
    );
    await guard.end();
  });

  it('is started again when it ends, but not for ever', async () => {
    const { guard, lines, said } = guardWith(
      "process.on('message', ({ type }) => type === 'start' && process.send({ type: 'ready' }, () => process.exit(3)));",
    );
    await said(/for the 4th time/);
    expect(lines).toEqual([
      ...Array(3).fill('the guard ended (code 3); it is started again'),
      'the guard ended (code 3) for the 4th time and is not started again',
    ]);
    await guard.end();
  });

  it('that does not end by itself is killed', async () => {
    const { guard } = guardWith(`
      process.on('message', ({ type }) => type === 'start' && process.send({ type: 'ready' }));
      process.on('SIGTERM', () => {});
      setInterval(() => {}, 1000);`);
    await guard.ready();
    await guard.end();
  });
});
