import { checkJob } from '../../../src/experiment/queue/check-job';
import { keyOf } from '../../../src/experiment/run/key';
import { aRun } from './runs';

const FILE = { name: 'circuit.yml', path: '/elsewhere/circuit.yml', sha256: 'b'.repeat(64) };

describe('a queued run', () => {
  it.each([
    ['the plainest', aRun()],
    [
      'one with everything',
      aRun({
        model: { ...FILE, card_sha256: 'c'.repeat(64) },
        provider: 'cuda',
        world: { kind: 'gazebo', launch: 'simple_circuit.launch' },
        circuit: { name: 'mine', file: FILE },
        perfectLap: FILE,
        start: { kind: 'pose', name: 'row 4', x_m: 1, y_m: -2, yaw_rad: 3 },
        corruption: { name: 'fog', strength: 0.5 },
        cameraTiming: {
          cameraRate_hz: 10,
          cameraStall: [{ duration_s: 1, at_s: 2 }],
          cameraTiming: '/elsewhere/t.csv',
        },
        timingFile: FILE,
        compensation: 'off',
        timeout_s: 75,
        recovery: { kind: 'reset', limit: 10 },
      }),
    ],
  ])('is taken as it is: %s', (_, run) => {
    const job = { format: 1, run, files: 'none' };
    expect(checkJob(JSON.parse(JSON.stringify(job)))).toEqual(job);
  });

  it.each([
    ['nothing', null, 'job'],
    ['another format', { format: 2, run: aRun(), files: 'none' }, 'job.format'],
    ['a key more', { format: 1, run: aRun(), files: 'none', script: 'x' }, 'job.script'],
    [
      'a name that moves the cursor',
      { format: 1, run: aRun({ experiment: 'a\u001b[2J' }), files: 'none' },
      'experiment',
    ],
    [
      'a world of its own',
      { format: 1, run: aRun({ world: { kind: 'shell' } as never }), files: 'none' },
      'job.run.world',
    ],
    ['an endless run', { format: 1, run: aRun({ laps: 1e9 }), files: 'none' }, 'job.run.laps'],
    ['a negative timeout', { format: 1, run: aRun({ timeout_s: -1 }), files: 'none' }, 'job.run.timeout_s'],
    [
      'a hash that is none',
      { format: 1, run: aRun({ model: { ...FILE, sha256: '../x', card_sha256: '' } }), files: 'none' },
      'job.run.model.sha256',
    ],
    [
      'a stall without end',
      {
        format: 1,
        run: aRun({ cameraTiming: { cameraStall: [{ duration_s: Number.NaN }] } }),
        files: 'none',
      },
      'cameraStall[0].duration_s',
    ],
  ])('is refused with %s', (_, job, where) => {
    expect(checkJob(job)).toContain(where);
  });

  it('is refused when it is not the run of its key', () => {
    expect(checkJob({ format: 1, run: { ...aRun(), seed: 2 }, files: 'none' })).toContain(
      'is not the key of that run',
    );
    const { key: _, ...rest } = { ...aRun(), seed: 2 };
    expect(checkJob({ format: 1, run: { key: keyOf(rest), ...rest }, files: 'none' })).toMatchObject({
      format: 1,
    });
  });
});
