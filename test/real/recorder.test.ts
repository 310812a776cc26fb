import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { JITI } from '../../scripts/support/paths';
import { CarLog } from './support/car-log';
import { freePort, Processes, ROOT } from './support/processes';
import { eventually, nodesOf, startRoscore } from './support/roscore';

const MAIN = path.join(ROOT, 'dist', 'cli', 'main.js');
const script = (name: string) => path.join(ROOT, 'scripts', 'container', name);

describe('the recorder of the compose file', () => {
  let processes: Processes;

  beforeAll(async () => {
    processes = new Processes(`http://127.0.0.1:${await freePort()}`);
    await startRoscore(processes);
  });

  afterAll(() => processes.killAll());

  it('is healthy, and leaves a bag with the drive and what the node says', async () => {
    const out = mkdtempSync(path.join(tmpdir(), 'f1-brain-recorder-'));
    const recorder = processes.start(script('record.sh'), [out]);
    const uri = processes.env.ROS_MASTER_URI!;
    processes.start(process.execPath, [MAIN, 'simulate']);
    await eventually(async () => (await nodesOf(uri, 1, '/F1ROS/odom')).includes('/recorder'));
    execFileSync(process.execPath, [JITI, script('healthy.ts'), '/recorder'], { env: processes.env });
    const log = new CarLog(processes.python('car_recorder.py'));
    const node = processes.start(process.execPath, [
      MAIN,
      'run',
      'line_follower',
      '--no-record',
      '--out',
      `${out}/node`,
    ]);
    await eventually(() => log.way_m() > 25, 60_000);
    await node.stop();
    await recorder.stop();
    const bags = readdirSync(out).filter((file) => /^all_.*\.bag$/.test(file));
    expect(bags).toHaveLength(1);
    const bag = path.join(out, bags[0]!);
    const checked = execFileSync(process.execPath, [JITI, script('check-drive.ts'), bag, '20'], {
      encoding: 'utf8',
    });
    expect(checked).toMatch(/m driven$/m);
    const info = await processes.run('rosbag', 'info', bag);
    for (const topic of ['/clock', '/F1ROS/odom', '/F1ROS/cmd_vel', '/f1_brain/decision', '/rosout']) {
      expect(info).toContain(` ${topic} `);
    }
    expect(info).not.toContain('image_raw');
    expect(info).toContain('lz4');
  });
});
