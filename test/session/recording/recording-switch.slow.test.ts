import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEFAULT_RECORDING } from '../../../src/config/recording';
import { readDecisionJson } from '../../../src/messages/index';
import { Recording } from '../../../src/session/recording/recording';
import type { RecordingOutcome } from '../../../src/session/recording/recording-options';
import {
  RecordingSwitch,
  type RecordingSwitchOptions,
} from '../../../src/session/recording/recording-switch';
import type { Brain, MessageTap, World } from '../../../src/types';
import { contentsOf, jsonOf } from './support/bag-contents';
import { clock, decision, raw } from './support/messages';

const FINISHED: RecordingOutcome = {
  end: 'finished',
  reason: null,
  unmeasured: null,
  unsaved: [],
  messages: 1,
  bytes: 1,
  framesDropped: 0,
  messagesDropped: 0,
  threadTime_ms: null,
};

const BRAIN = { name: 'mine', model: 'net', provider: 'cpu' } as Brain;

function record(changes: Partial<RecordingSwitchOptions> = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-switch-'));
  const said: string[] = [];
  const note = (level: string) => (line: string) => void said.push(`${level}: ${line}`);
  let failures = 0;
  let begun = 0;
  let tap: MessageTap | null = null;
  const world = {
    tap: (given: MessageTap | null) => {
      tap = given;
    },
  } as unknown as World;
  const made = new RecordingSwitch({
    folder,
    name: '20260131-235959',
    settings: DEFAULT_RECORDING,
    nodeName: '/car',
    decisionTopic: '/car/decision',
    recordTime: 'wall',
    measuring: { circuit: null, perfectLap: null },
    describe: () => {
      begun += 1;
      const mine = begun;
      return {
        opening: { recording: mine },
        closing: (real_seconds: number) => ({ recording: mine, real_seconds }),
      };
    },
    onFailure: () => {
      failures += 1;
    },
    log: { info: note('info'), warn: note('warn'), error: note('error') },
    ...changes,
  });
  made.attach(world);
  const tick = (sec: number) => void tap?.message(raw('/clock', 'rosgraph_msgs/Clock', clock(sec), sec));
  return { folder, made, said, tick, tapped: () => tap !== null, failures: () => failures };
}

describe('the switch of a recording', () => {
  it('makes a new bag each time it is switched on, and none of what comes between', async () => {
    const { folder, made, said, tick, tapped } = record();
    expect(made.statistics).toBeNull();
    tick(1);
    const first = await made.start();
    expect(first).toBe(path.join(folder, '20260131-235959.bag'));
    expect(made.file).toBe(first);
    tick(2);
    expect(await made.stop()).toBe(first);
    expect(tapped()).toBe(false);
    expect(said).toEqual([`info: recording to ${first}`, `info: recording is off; ${first} is complete`]);
    tick(3);
    const second = await made.start();
    expect(path.basename(second)).toBe('20260131-235959-2.bag');
    tick(4);
    await made.close();
    const times = async (file: string) =>
      (await contentsOf(file)).topics.get('/clock')!.map(({ sec }) => sec);
    expect([await times(first), await times(second)]).toEqual([[2], [4]]);
    expect(jsonOf((await contentsOf(second)).topics, '/metadata')).toMatchObject({ recording: 2 });
    expect(made.files).toEqual({
      recording: first,
      metrics: path.join(folder, '20260131-235959.json'),
      decisions: path.join(folder, 'decisions.csv'),
      recording_2: second,
      metrics_2: path.join(folder, '20260131-235959-2.json'),
      decisions_2: path.join(folder, 'decisions-2.csv'),
    });
    expect(Object.values(made.files).every((file) => existsSync(file))).toBe(true);
    expect(made.statistics).toMatchObject({ bags: 2, ended_because: 'finished' });
    expect(made.unsaved).toBe(false);
  });

  it('does nothing twice, and says so', async () => {
    const { made, folder } = record();
    await expect(made.stop()).rejects.toThrow('recording is off already');
    const starting = made.start();
    await expect(made.start()).rejects.toThrow('recording is on already');
    await starting;
    await expect(made.start()).rejects.toThrow(/on already: .*20260131-235959\.bag/);
    await made.stop();
    expect(made.statistics?.ended_because).toBe('switched_off');
    await made.close();
    await made.close();
    expect(readdirSync(folder)).toHaveLength(3);
  });

  it('never writes over a bag that is there', async () => {
    const { made, folder } = record();
    await made.start();
    await made.close();
    const again = record({ folder });
    expect(path.basename(await again.made.start())).toBe('20260131-235959-2.bag');
    await again.made.close();
  });

  it('never writes over the table of another run in the same folder', async () => {
    const { made, folder } = record();
    await made.start();
    made.decision(decision, BRAIN);
    await made.close();
    const table = readFileSync(path.join(folder, 'decisions.csv'), 'utf8');
    const again = record({ folder, name: '20260201-000000' });
    expect(path.basename(await again.made.start())).toBe('20260201-000000.bag');
    await again.made.close();
    expect(again.made.files.decisions).toBe(path.join(folder, 'decisions-2.csv'));
    expect(readFileSync(path.join(folder, 'decisions.csv'), 'utf8')).toBe(table);
  });

  it('gives no name twice though its folder was taken away and made again', async () => {
    const { made, folder } = record();
    const first = await made.start();
    await made.stop();
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    const second = await made.start();
    await made.close();
    expect([first, second].map((file) => path.basename(file))).toEqual([
      '20260131-235959.bag',
      '20260131-235959-2.bag',
    ]);
    expect(path.basename(made.files.decisions_2!)).toBe('decisions-2.csv');
  });

  it('leaves no bag behind where the record cannot begin', async () => {
    const { made, folder } = record();
    symlinkSync(path.join(folder, 'nowhere', 'table'), path.join(folder, 'decisions.csv'));
    await expect(made.start()).rejects.toThrow(/235959\.bag: the recording cannot begin: .*decisions\.csv/);
    expect(readdirSync(folder)).toEqual(['decisions.csv']);
    await made.close();
    expect(made.statistics).toBeNull();
  });

  it('gives each of several bags its own end and names, whichever is complete first', async () => {
    const { made } = record();
    const finishers: (() => void)[] = [];
    const open = jest.spyOn(Recording, 'open').mockImplementation(async ({ file, table, metrics }) => {
      for (const name of [file, table!, metrics!]) writeFileSync(name, '');
      const finish = () =>
        new Promise<RecordingOutcome>((resolve) => {
          finishers.push(() => resolve({ ...FINISHED, messages: 10 }));
        });
      return { file, finish, message: () => {}, wantsFrames: false } as unknown as Recording;
    });
    const first = await made.start();
    const stopped = made.stop();
    await new Promise((resolve) => setImmediate(resolve));
    const second = await made.start();
    const closed = made.close();
    await new Promise((resolve) => setImmediate(resolve));
    finishers[1]!();
    await new Promise((resolve) => setImmediate(resolve));
    finishers[0]!();
    await Promise.all([stopped, closed]);
    open.mockRestore();
    expect(made.files).toMatchObject({ recording: first, recording_2: second });
    expect(made.statistics).toMatchObject({ bags: 2, messages: 20, ended_because: 'finished' });
  });

  it('does not say of a bag that failed at its end that it is complete, nor of a drive that it goes on', async () => {
    const failing = (outcome: Partial<RecordingOutcome>) =>
      jest.spyOn(Recording, 'open').mockImplementation(async ({ file, metrics }) => {
        writeFileSync(metrics!, '{}');
        const finish = async () => ({ ...FINISHED, ...outcome });
        return { file, finish, message: () => {}, wantsFrames: false } as unknown as Recording;
      });
    const { made, said } = record();
    let open = failing({ end: 'disk_full', reason: 'no room' });
    await made.start();
    await expect(made.stop()).rejects.toThrow(/235959\.bag: recording ended: no room$/);
    await made.start();
    await made.close();
    open.mockRestore();
    expect(said.filter((line) => line.startsWith('error'))).toEqual([
      expect.stringMatching(/recording ended: no room; the drive goes on without a recording$/),
      expect.stringMatching(/recording ended: no room$/),
    ]);
    // The figures are there.
    expect(Object.keys(made.files)).toEqual(['metrics', 'metrics_2']);
    open = failing({ unmeasured: 'no odometry' });
    const other = record();
    await other.made.start();
    expect(await other.made.stop()).toMatch(/235959\.bag: its metrics could not be computed: no odometry$/);
    open.mockRestore();
  });

  it('records decisions with who decided, dated when the command left', async () => {
    const { made } = record();
    made.decision(decision, BRAIN);
    const file = await made.start();
    made.decision(decision, BRAIN);
    await made.close();
    const found = (await contentsOf(file)).topics.get('/car/decision/json')!;
    expect(found).toHaveLength(1);
    const { stamp, ...read } = readDecisionJson(found[0]!.data);
    expect(read).toMatchObject({
      frameSequence: 7,
      frameStamp: decision.stamp,
      simulated_s: 1.06,
      inference_ms: null,
      sensor_to_actuator_ms: 2.5,
      v_mps: 8.5,
      w_radps: -0.25,
      brain: 'mine',
      model: 'net',
      provider: 'cpu',
    });
    expect(stamp).toEqual({ sec: found[0]!.sec, nsec: found[0]!.nsec });
    const left_ms = stamp.sec * 1000 + stamp.nsec / 1e6 - performance.timeOrigin;
    expect(left_ms).toBeCloseTo(decision.left_ms, 2);
  });

  it('dates them in simulated time where the world lives in that', async () => {
    const { made } = record({ recordTime: 'simulated' });
    const file = await made.start();
    made.decision({ ...decision, sim_s: 0 }, BRAIN);
    made.decision(decision, BRAIN);
    await made.close();
    const found = (await contentsOf(file)).topics.get('/car/decision/json')!;
    expect(found.map(({ sec, nsec }) => [sec, nsec])).toEqual([
      [0, 1],
      [1, 60_000_000],
    ]);
  });

  it('says once and in one line that a recording failed, and can be switched on again', async () => {
    const { made, said, tick, failures, tapped } = record();
    const file = await made.start();
    tick(1);
    // No such type is known: what a broken disk is to the recording thread.
    made.attach({
      tap: (tap: MessageTap | null) => void tap?.message(raw('/odd', 'odd_msgs/Odd', new Uint8Array(1), 2)),
    } as unknown as World);
    while (failures() === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(failures()).toBe(1);
    await expect(made.stop()).rejects.toThrow('recording is off already');
    await made.close();
    expect(said.filter((line) => line.startsWith('error'))).toEqual([
      expect.stringMatching(
        /^error: .*235959\.bag: recording ended: .*; the drive goes on without a recording$/,
      ),
    ]);
    expect(made.unsaved).toBe(true);
    // What was known at the beginning, and the clock.
    expect(made.statistics).toMatchObject({ bags: 1, messages: 2, ended_because: 'write_failed' });
    expect((await contentsOf(file)).topics.get('/clock')).toHaveLength(1);
    expect(tapped()).toBe(true);
  });
});
