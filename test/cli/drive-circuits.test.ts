import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CircuitChange } from '../../src/cli/change-circuit';
import { driveCircuits } from '../../src/cli/drive-circuits';
import { LiveServer } from '../../src/live/live-server';
import { Session } from '../../src/session/session';
import type { BrainEvent } from '../../src/session/session-events';
import type { BuiltInSessionOptions } from '../../src/session/session-options';
import { requireBuild } from '../helpers/built';
import { LiveClient } from '../live/support/live-client';
import { ringLap } from '../session/support/lap-ring';

const SILENT = { info: () => {}, warn: () => {} };

beforeAll(() => requireBuild());

test('a page has a run end for one on another circuit, and shows that from its beginning', async () => {
  const out = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-circuits-')), 'run');
  const options: BuiltInSessionOptions = ringLap({ laps: 10_000, out, record: false });
  const place = { host: '127.0.0.1', port: 0, orFree: false, token: null };
  const server = await LiveServer.open({ place, log: SILENT });
  const lines: string[] = [];
  const driven = driveCircuits(options, {
    server,
    first: new Session(options),
    next: (given) => new Session(given),
    isOver: () => false,
    log: { info: (line) => void lines.push(line) },
  });
  const page = await LiveClient.open(server.address);
  await page.until(() => page.newest('state')?.state === 'driving');
  expect(page.newest('hello')!.choices.circuits).toContain('many_curves');
  await page.until(() => (page.newest('figures')?.distance_m ?? 0) > 0);
  expect(await page.control('change_circuit', { circuit: 'monza' })).toMatchObject({
    isDone: false,
    line: "no circuit is called 'monza'; nothing changed",
  });
  const begun = page.messages.length;
  expect(await page.control('change_circuit', { circuit: 'many_curves' })).toMatchObject({
    isDone: true,
    line: 'this run ends, and another one begins on many_curves',
  });
  const later = () => page.messages.slice(begun);
  await page.until(() => later().some((one) => one.type === 'hello' && one.circuit?.name === 'many_curves'));
  await page.until(() => page.newest('state')!.state === 'driving');
  // One that is opened now sees nothing of the run before.
  const late = await LiveClient.open(server.address);
  await late.until(() => late.all('samples').some(({ poses }) => poses.x_m.length > 0));
  const places = late.all('samples').flatMap(({ poses }) => poses.percent);
  expect(Math.max(...places.map((percent) => percent ?? 0))).toBeLessThan(1);
  expect(late.all('lap')).toEqual([]);
  await page.control('stop');
  const { statistics } = await driven;
  expect(statistics).toMatchObject({ circuit: 'many_curves', ended_because: 'interrupted' });
  const before = JSON.parse(readFileSync(path.join(out, 'statistics.json'), 'utf8'));
  expect(before).toMatchObject({ circuit: 'ring', ended_because: 'interrupted' });
  expect(existsSync(path.join(`${out}-many_curves`, 'statistics.json'))).toBe(true);
  expect(lines).toEqual([`ring is left for many_curves: ${path.join(out, 'statistics.json')}`]);
  expect((await page.closed).code).toBe(1001);
});

test('the next run has who drove last, as far as that is known by name', async () => {
  let tell: (event: BrainEvent) => void = () => {};
  let ends = 0;
  const session = {
    on: (_: string, listener: typeof tell) => {
      tell = listener;
      return () => {};
    },
    end: async () => {
      ends += 1;
    },
  } as unknown as Session;
  const change = new CircuitChange();
  change.follow(session);
  const options: BuiltInSessionOptions = {
    world: 'ros',
    brain: 'mine.yml',
    model: 'mine.onnx',
    startPose: { x_m: 0, y_m: 0, yaw_rad: 0 },
  };
  expect(change.take(options)).toBeNull();
  await expect(change.ask(session, 'monza')).rejects.toThrow("Circuit 'monza' is unknown");
  expect([change.take(options), ends]).toEqual([null, 0]);
  await change.ask(session, 'montreal_line');
  expect(ends).toBe(1);
  expect(change.take(options)).toEqual({
    world: 'ros',
    brain: 'mine.yml',
    model: 'mine.onnx',
    circuit: 'montreal_line',
  });
  // A switch of the model alone: the brain is known by its file only.
  tell({ brain: 'mine', model: 'slim_pilotnet', provider: 'cpu', before: 'mine' });
  await change.ask(session, 'montreal_line');
  expect(change.take(options)).toEqual({
    world: 'ros',
    brain: 'mine.yml',
    model: 'slim_pilotnet',
    provider: 'cpu',
    circuit: 'montreal_line',
  });
  tell({ brain: 'pilotnet', model: 'slim_pilotnet', provider: 'cpu', before: 'mine' });
  tell({ brain: 'hand', model: null, provider: null, before: 'pilotnet' });
  tell({ brain: 'pilotnet', model: 'pilotnet', provider: 'cpu', before: 'hand' });
  await change.ask(session, 'montreal_line');
  expect(change.take(options)).toEqual({
    world: 'ros',
    brain: 'pilotnet',
    model: 'slim_pilotnet',
    provider: 'cpu',
    circuit: 'montreal_line',
  });
});

test('no run follows one that ended while the circuit was read, and each folder has the name of its circuit', async () => {
  let state = 'driving';
  const session = {
    on: () => () => {},
    end: async () => {},
    get state() {
      return state;
    },
  } as unknown as Session;
  const change = new CircuitChange();
  const out = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-circuits-')), 'run');
  const options: BuiltInSessionOptions = { world: 'ros', out };
  for (const circuit of ['montreal_line', 'many_curves']) {
    await change.ask(session, circuit);
    expect(change.take(options)).toMatchObject({ circuit, out: `${out}-${circuit}` });
  }
  state = 'ending';
  await expect(change.ask(session, 'montreal_line')).rejects.toThrow('the run has ended meanwhile');
  expect(change.take(options)).toBeNull();
});
