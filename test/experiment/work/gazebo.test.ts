import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InterruptedError } from '../../../src/errors';
import { driveRun } from '../../../src/experiment/work/drive-run';
import { SimulatorLostError } from '../../../src/experiment/work/driven';
import { writeProgram } from '../../helpers/jderobot-assets';
import { newFolder, ringRun } from './ring-runs';

const never = new AbortController().signal;
const launches = newFolder();
const launch = path.join(launches, 'ring.launch');
writeFileSync(launch, '<launch/>');
const run = ringRun({ world: { kind: 'gazebo', launch } });

/** Drives the run with a program in place of roslaunch. */
async function drive(roslaunch: string | null, signal = never, folder = newFolder()) {
  const bin = newFolder();
  mkdirSync(bin, { recursive: true });
  writeProgram(path.join(bin, 'rospack'), 'exit 1');
  if (roslaunch !== null) writeProgram(path.join(bin, 'roslaunch'), roslaunch);
  const { PATH, DISPLAY } = process.env;
  Object.assign(process.env, { PATH: roslaunch === null ? bin : `${bin}:${PATH}`, DISPLAY: ':0' });
  try {
    return await driveRun(run, folder, { signal });
  } finally {
    Object.assign(process.env, { PATH });
    if (DISPLAY === undefined) delete process.env.DISPLAY;
    else process.env.DISPLAY = DISPLAY;
  }
}

describe('a run in Gazebo', () => {
  it('is a fault for good where roslaunch is missing, or ends before it has started Gazebo', async () => {
    expect(await drive(null)).toMatchObject({
      outcome: 'fault',
      lasting: true,
      detail: expect.stringContaining('ring.launch: needs roslaunch, which is not on PATH'),
    });
    expect(await drive('echo "RLException: unused args [gui]"; exit 1')).toMatchObject({
      outcome: 'fault',
      lasting: true,
      detail: `${launch}: roslaunch has ended (exit code 1): RLException: unused args [gui]`,
    });
  });

  it('is worth another attempt where Gazebo dies before its topics come', async () => {
    const folder = newFolder();
    const driven = drive(
      'echo "process[gazebo-1]: started with pid [1]"; echo "[Err] no screen"; echo "[gazebo-1] process has died [pid 1, exit code 255, cmd x"; sleep 100',
      never,
      folder,
    );
    await expect(driven).rejects.toThrow(SimulatorLostError);
    await expect(driven).rejects.toThrow(/^gazebo has ended \(exit code 255\): \[Err\] no screen$/);
    expect(readFileSync(path.join(folder, 'gazebo.log'), 'utf8')).toContain('[Err] no screen\n');
  });

  it('ends when it is told to while it waits for the topics', async () => {
    const ending = new AbortController();
    const driven = drive('sleep 100', ending.signal);
    setTimeout(() => ending.abort(), 300);
    await expect(driven).rejects.toThrow(InterruptedError);
  });
});
