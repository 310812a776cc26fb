import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodeDecisionJson } from '../../src/bag/messages';
import { DEFAULT_RECORDING } from '../../src/config/recording';
import { RecordingSwitch, type RecordingSwitchOptions } from '../../src/recording/recording-switch';
import type { MessageTap, World } from '../../src/types';
import { contentsOf, jsonOf } from './support/bag-contents';
import { clock, decision, raw } from './support/messages';

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
    driver: { brain: 'mine', model: 'net', provider: 'cpu' },
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
    const { folder, made, tick, tapped } = record();
    expect(made.figures).toBeNull();
    tick(1);
    const first = await made.start();
    expect(first).toBe(path.join(folder, '20260131-235959.bag'));
    expect(made.file).toBe(first);
    tick(2);
    expect(await made.stop()).toBe(first);
    expect(tapped()).toBe(false);
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
    expect(made.figures).toMatchObject({ bags: 2, ended_because: 'finished' });
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
    expect(made.figures?.ended_because).toBe('switched_off');
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

  it('records decisions with who decided, dated when the command left', async () => {
    const { made } = record();
    made.decision(decision);
    const file = await made.start();
    made.decision(decision);
    await made.close();
    const found = (await contentsOf(file)).topics.get('/car/decision/json')!;
    expect(found).toHaveLength(1);
    const { stamp, ...read } = decodeDecisionJson(found[0]!.data);
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
    made.decision({ ...decision, sim_s: 0 });
    made.decision(decision);
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
    for (let tries = 0; failures() === 0 && tries < 100; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(failures()).toBe(1);
    await expect(made.stop()).rejects.toThrow('recording is off already');
    await made.close();
    expect(said.filter((line) => line.startsWith('error'))).toEqual([
      expect.stringMatching(
        /^error: .*235959\.bag: recording ended: .*; the drive goes on without a record$/,
      ),
    ]);
    expect(made.unsaved).toBe(true);
    // What was known at the beginning, and the clock.
    expect(made.figures).toMatchObject({ bags: 1, messages: 2, ended_because: 'write_failed' });
    expect((await contentsOf(file)).topics.get('/clock')).toHaveLength(1);
    expect(tapped()).toBe(true);
  });
});
