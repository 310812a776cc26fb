import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { InterruptedError } from '../../../src/errors';
import { outcomeSha256 } from '../../../src/experiment/run/outcome-sha256';
import type { PlannedRun } from '../../../src/experiment/run/planned-run';
import { driveRun } from '../../../src/experiment/work/drive-run';
import { moduleRun, networkRun, newFolder, ringRun } from './ring-runs';

const never = new AbortController().signal;

function drive(run: PlannedRun, folder = newFolder()) {
  return driveRun(run, folder, { signal: never });
}

describe('a planned run', () => {
  it('is driven as planned, and its result names the files in its folder', async () => {
    const folder = newFolder();
    const run = networkRun({
      direction: 'reverse',
      seed: 7,
      laps: 2,
      corruption: { name: 'shadow', strength: 0.5 },
      cameraTiming: { cameraRate_hz: 15 },
      start: { kind: 'pose', name: 'row 1', x_m: -8, y_m: 0.3, yaw_rad: 1.6 },
      record: { bag: true, images: 'none', compression: 'lz4', picture: true },
    });
    const result = await drive(run, folder);
    expect(result).toMatchObject({
      format: 1,
      run,
      outcome: 'completed',
      detail: null,
      withheld: {},
      attempts: 1,
      statistics: {
        circuit: 'ring',
        model: 'slim_pilotnet',
        direction: 'reverse',
        laps_completed: 2,
        seed: 7,
        image_transform: 'shadow',
        corruption_strength: 0.5,
        camera_timing: { rate_hz: 15 },
      },
    });
    expect(result.behavior_metrics?.completed_distance).toBeGreaterThan(90);
    const names = Object.values(result.statistics!.files);
    expect(names).toEqual(names.map((name) => path.basename(name)));
    expect([...names, 'run.log'].filter((name) => !existsSync(path.join(folder, name)))).toEqual([]);
    const saved = JSON.parse(readFileSync(path.join(folder, 'statistics.json'), 'utf8'));
    expect(saved.files).toEqual(result.statistics!.files);
  });

  it('leaves only its log, unless it is to be recorded', async () => {
    const folder = newFolder();
    expect(await drive(ringRun(), folder)).toMatchObject({ outcome: 'completed', behavior_metrics: null });
    expect(readdirSync(folder).sort()).toEqual(['run.log', 'statistics.json']);
  });

  it('comes to the same whatever this process drove before', async () => {
    const [a, b] = [networkRun({ corruption: { name: 'night', strength: 1 } }), ringRun({ seed: 2 })];
    const alone = await drive(a);
    await drive(b);
    await drive(networkRun({ corruption: { name: 'rain', strength: 2 } }));
    expect(outcomeSha256(await drive(a))).toBe(outcomeSha256(alone));
  });

  it('says how it ended, and withholds what makes no sense then', async () => {
    const straight = moduleRun('module.exports = () => ({ decide: () => ({ v_mps: 5, w_radps: 0 }) });');
    const result = await drive(straight);
    expect(result).toMatchObject({
      outcome: 'trapped',
      detail: expect.stringMatching(/^it slid along a wall/),
      statistics: { lap_seconds: null, position_deviation_mean_m: null },
      withheld: {
        lap_seconds: 'no lap was completed',
        position_deviation_mean_m: expect.stringMatching(/^the car hit the right wall .*until_crash/),
      },
    });
    expect(await drive(ringRun({ timeout_s: 1 }))).toMatchObject({ outcome: 'time_limit', detail: null });
  });

  it('whose brain throws is a fault, with its reason and its log', async () => {
    const folder = newFolder();
    const broken = moduleRun('module.exports = () => { throw new Error("no such camera"); };');
    expect(await drive(broken, folder)).toMatchObject({
      outcome: 'fault',
      detail: expect.stringContaining('no such camera'),
      lasting: true,
      statistics: null,
    });
    expect(readFileSync(path.join(folder, 'run.log'), 'utf8')).toMatch(
      / error: ended with fault: .*no such camera/,
    );
  });

  it('whose brain fails on every frame is a fault, with how it failed last', async () => {
    const failing = moduleRun(
      'let n = 0; module.exports = () => ({ decide: () => { throw new Error("no camera, " + ++n); } });',
      { timeout_s: 2 },
    );
    const { outcome, lasting, detail, statistics } = await drive(failing);
    expect([outcome, lasting]).toEqual(['fault', true]);
    expect(statistics).toMatchObject({ ended_because: 'brain_failed', frames: { answered: 0 } });
    expect(detail).toBe(`brain failed; no camera, ${statistics!.frames.failed}`);
  });

  it('whose brain fails on every frame after an answer has brain_failed', async () => {
    const broken = moduleRun(
      'let n = 0; module.exports = () => ({ decide: () => { if (++n > 1) throw new Error("no camera, " + n); return { v_mps: 1, w_radps: 0 }; } });',
    );
    const { outcome, detail, lasting, statistics } = await drive(broken);
    expect([outcome, detail, lasting]).toEqual([
      'brain_failed',
      'failed on 201 frames in a row, 10.0 s of simulated time; first: no camera, 2; last: no camera, 202',
      undefined,
    ]);
    expect(statistics!.frames).toMatchObject({ answered: 1, failed: 201 });
  });

  it('whose brain fails now and then is a result', async () => {
    const moody = moduleRun(
      'let n = 0; module.exports = () => ({ decide: () => { if (++n > 1) throw new Error("no camera"); return { v_mps: 1, w_radps: 0 }; } });',
      { timeout_s: 2 },
    );
    expect(await drive(moody)).toMatchObject({ outcome: 'time_limit', detail: null });
  });

  it('whose files have changed since it was planned is a fault', async () => {
    const run = moduleRun('module.exports = () => ({ decide: () => ({ v_mps: 0, w_radps: 0 }) });');
    appendFileSync(run.brain.module!.path, '\n');
    const { outcome, lasting, detail } = await drive(run);
    expect([outcome, lasting]).toEqual(['fault', true]);
    expect(detail).toMatch(/brain\.js: has changed since the run was planned/);
  });

  it('has no result where it was told to end', async () => {
    const ending = new AbortController();
    const onProgress = (_: number | null, simulated_s: number | null) => {
      if (simulated_s !== null) ending.abort();
    };
    const driving = driveRun(ringRun({ laps: 1000 }), newFolder(), { signal: ending.signal, onProgress });
    await expect(driving).rejects.toThrow(InterruptedError);
  });
});
