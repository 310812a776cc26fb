import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { spellSetting } from '../../src/cli/options/common';
import { PACKAGE_ROOT } from '../../src/support/paths';
import { temporaryFolder, writeRing } from '../helpers/command-line';
import { call, run } from '../helpers/in-process';

const manifest = JSON.parse(readFileSync(path.join(PACKAGE_ROOT, 'package.json'), 'utf8'));
const folder = temporaryFolder();
const ring = writeRing(folder);

describe('main', () => {
  test('prints help and version, and ends with 0', async () => {
    const help = await run(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toMatch(/^Usage: f1-brain \[options\] \[command\]\n/);
    for (const args of [['--version'], ['lap', '--version']]) {
      expect(await run(args)).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
    }
  });

  test('without a subcommand writes help to standard error and ends with 2', async () => {
    const { code, stdout, stderr } = await run([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^Usage: f1-brain/);
  });

  test('wraps help to the width of a terminal', async () => {
    const widest = ({ stdout }: { stdout: string }) =>
      Math.max(...stdout.split('\n').map((line) => line.length));
    const narrow = widest(await run(['lap', '--help'], {}, { isTTY: true, columns: 80 }));
    const wide = widest(await run(['lap', '--help'], {}, { isTTY: true, columns: 140 }));
    expect(narrow).toBeLessThanOrEqual(80);
    expect(wide).toBeGreaterThan(100);
  });

  test('may be called several times, also at once', async () => {
    const lap = ['lap', 'line_follower', '--circuit', ring, '--world', 'lockstep', '--no-record', '--json'];
    const drive = async (name: string) => {
      const { code, stdout } = await run([...lap, '--out', path.join(folder, name)]);
      const { lap_times_s, completed } = JSON.parse(stdout);
      return { code, lap_times_s, completed };
    };
    const first = await drive('first');
    expect(first).toMatchObject({ code: 0, completed: true });
    expect(await Promise.all([drive('second'), drive('third')])).toEqual([first, first]);
  });

  test.each<[string[], string]>([
    [['lap', '--out', ''], "--out must be a non-empty string, found ''"],
    [['lap', ''], "the brain must be a non-empty string, found ''"],
    [['lap', '--model', 'pilotnt'], '--model pilotnt: no such file'],
    [['lap', '--out', '/dev/null'], 'choose another folder with --out\n'],
    [['report', '.', '--out', ''], '--out must be a folder, found an empty text'],
    [
      ['run', 'line_follower', '--laps', '2'],
      '--laps (~laps) needs a circuit: name it with --circuit (~circuit)',
    ],
    [['run', 'line_follower', '--start', 'random'], "--start (~start) is 'random', which needs a circuit"],
    [['run', 'line_follower', '--start-row', '2'], '--start-row (~start_row) needs a file'],
  ])('names the options of %j as they are typed', async (argv, complaint) => {
    const { code, stderr } = await run(argv);
    expect([code, stderr]).toEqual([2, expect.stringContaining(complaint)]);
    expect(stderr).not.toMatch(/Session options|option '/);
  });

  test('spells settings without their units', () => {
    expect(['recordImages', 'standstill_s', 'brain'].map(spellSetting)).toEqual([
      '--record-images',
      '--standstill',
      'the brain',
    ]);
  });

  test('removes the folder that a failed command has made and left empty', async () => {
    const out = path.join(folder, 'empty');
    const { code } = await run(['report', ring, '--out', out]);
    expect(code).not.toBe(0);
    expect(existsSync(out)).toBe(false);
  });

  test('stops the car on an uncaught error, and ends with 70', async () => {
    const out = path.join(folder, 'crashed');
    const lap = [
      'lap',
      'line_follower',
      '--circuit',
      ring,
      '--world',
      'lockstep',
      '--laps',
      '5000',
      '--json',
    ];
    const driving = call([...lap, '--out', out]);
    await driving.said(/% /);
    driving.signals.crash(new Error('bomb'));
    const { code, stdout, stderr } = await driving.ended;
    expect(code).toBe(70);
    expect(stderr).toMatch(/uncaught error, stopping the car: bomb\nError: bomb\n/);
    expect(JSON.parse(stdout)).toMatchObject({ ended_because: 'interrupted' });
  });

  test('takes the log level from the environment that it gets', async () => {
    const { code, stderr } = await run(['lap', '--out', folder], { F1_BRAIN_LOG_LEVEL: 'wran' });
    expect(code).toBe(2);
    expect(stderr).toBe(
      "f1-brain: F1_BRAIN_LOG_LEVEL is 'wran', must be one of trace, debug, info, warn, error, fatal, silent" +
        " (did you mean 'warn'?)\n",
    );
  });
});
