import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { builtFile } from '../../../src/support/paths';
import { KeptLaunch } from '../../../src/world/gazebo/kept-launch';
import { gazeboHomeLog } from '../../../src/world/gazebo/launch-environment';
import { markedProcesses } from '../../../src/world/gazebo/marked-processes';
import { temporaryFolder } from '../../helpers/command-line';
import { writeProgram } from '../../helpers/jderobot-assets';

const folder = temporaryFolder();
const environment = { PATH: process.env.PATH ?? '' };
let programs = 0;

/** A program that stands in for roslaunch. */
function program(body: string): string {
  const own = path.join(folder, `${++programs}`);
  mkdirSync(own);
  writeProgram(path.join(own, 'roslaunch'), body);
  return path.join(own, 'roslaunch');
}

function launch(body: string): { readonly kept: KeptLaunch; readonly log: () => string } {
  const command = program(body);
  const logFile = path.join(path.dirname(command), 'gazebo.log');
  return {
    kept: new KeptLaunch({ command, args: [], environment, logFile, homeLog: null }),
    log: () => readFileSync(logFile, 'utf8'),
  };
}

/** Waits for a number of its processes. */
async function processes(mark: string, count: (pids: number[]) => boolean): Promise<number[]> {
  for (;;) {
    const pids = markedProcesses(mark);
    if (count(pids)) return pids;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('a launch that is kept', () => {
  it('ends with all that it has started, in sessions of their own and deaf to signals too', async () => {
    const { kept } = launch(`setsid sh -c 'trap "" INT TERM; while :; do sleep 0.2; done' &\nsleep 1000`);
    expect((await processes(kept.mark, (pids) => pids.length >= 3)).length).toBeGreaterThanOrEqual(3);
    await kept.close();
    expect(markedProcesses(kept.mark)).toEqual([]);
  });

  it('tells when it ends by itself, with its last problem, and that it had not started', async () => {
    const { kept, log } = launch('echo "RLException: no such file"\necho done\nexit 1');
    expect(await kept.lost).toMatchObject({
      why: 'roslaunch has ended (exit code 1): RLException: no such file',
      hadStarted: false,
    });
    await kept.close();
    expect(log()).toBe('RLException: no such file\ndone\n');
  });

  it('tells when its simulator dies though roslaunch goes on', async () => {
    const { kept } = launch(
      'echo "process[gazebo-1]: started with pid [1]"\necho "[gazebo-1] process has died [pid 1, exit code -9, cmd x"\nsleep 1000',
    );
    expect(await kept.lost).toMatchObject({
      why: expect.stringMatching(/^gazebo has ended \(exit code -9\)/),
      hadStarted: true,
    });
    await kept.close();
  });

  it('leaves no log at home: it comes to where the others are', async () => {
    const [home, logs] = [temporaryFolder(), path.join(temporaryFolder(), 'gazebo')];
    const homeLog = gazeboHomeLog({ HOME: home }, 40123, logs)!;
    const command = program(`mkdir -p ${homeLog.from}; echo one > ${homeLog.from}/default.log; exit 1`);
    const kept = new KeptLaunch({ command, args: [], environment, logFile: path.join(home, 'x'), homeLog });
    await kept.lost;
    await kept.close();
    expect(readFileSync(path.join(logs, 'default.log'), 'utf8')).toBe('one\n');
    expect(readdirSync(path.join(home, '.gazebo'))).toEqual([]);
    mkdirSync(homeLog.from);
    expect(gazeboHomeLog({ HOME: home }, 40123, logs)).toBeNull();
    expect(gazeboHomeLog({}, 40123, logs)).toBeNull();
  });

  it('cannot be started without its program', async () => {
    const logFile = path.join(folder, 'none.log');
    const kept = new KeptLaunch({ command: '/no/roslaunch', args: [], environment, logFile, homeLog: null });
    expect((await kept.lost).why).toMatch(/^\/no\/roslaunch cannot be started \(.*ENOENT\)/);
    await kept.close();
  });

  it('ends when the process that started it is killed', async () => {
    const command = program('sleep 1000');
    const options = JSON.stringify({
      command,
      args: [],
      environment,
      logFile: path.join(folder, 'x.log'),
      homeLog: null,
    });
    const code =
      `const { KeptLaunch } = require(${JSON.stringify(builtFile('world', 'gazebo', 'kept-launch.js'))});` +
      `process.stdout.write(new KeptLaunch(${options}).mark + '\\n'); setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    const mark = await new Promise<string>((resolve) => {
      parent.stdout.once('data', (text: Buffer) => resolve(text.toString().trim()));
    });
    await processes(mark, (pids) => pids.length > 0);
    parent.kill('SIGKILL');
    await processes(mark, (pids) => pids.length === 0);
  });
});
