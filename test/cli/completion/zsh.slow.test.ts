import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { circuitNames } from '../../../src/circuit/load';
import { temporaryFolder } from '../../helpers/command-line';
import { run } from '../../helpers/in-process';

const folder = temporaryFolder();
const script = path.join(folder, '_f1-brain');
const empty = path.join(folder, 'empty');
const TYPE = path.join(__dirname, 'support', 'type-in-zsh.zsh');

beforeAll(async () => {
  mkdirSync(empty);
  const { code, stdout, stderr } = await run(['completion', 'zsh']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  writeFileSync(script, stdout);
});

/** What an interactive zsh makes of each line when all that completes its last word is inserted. */
function complete(...lines: string[]): string[] {
  const output = execFileSync('zsh', ['-f', TYPE, script, ...lines], { encoding: 'utf8', cwd: empty });
  return output
    .trimEnd()
    .split('\n')
    .map((line) => line.trim());
}

// The Debian package of .ci/run; elsewhere there may be no zsh.
(spawnSync('zsh', ['--version']).status === 0 ? describe : describe.skip)('completion in zsh', () => {
  it('completes subcommands, options and values', () => {
    const typed: [string, string][] = [
      ['f1-brain expo', 'f1-brain export-gazebo'],
      ['f1-brain dataset ', 'f1-brain dataset augment help info record'],
      ['f1-brain lap --wor', 'f1-brain lap --world='],
      ['f1-brain lap --world ', 'f1-brain lap --world lockstep ros'],
      ['f1-brain lap --world=lo', 'f1-brain lap --world=lockstep'],
      ['f1-brain lap line', 'f1-brain lap line_follower'],
      ['f1-brain lap pilotnet line', 'f1-brain lap pilotnet line'],
      [
        'f1-brain run --circuit ',
        `f1-brain run --circuit ${[...circuitNames(), 'generated_1'].sort().join(' ')}`,
      ],
      ['f1-brain evaluate --models pilotnet pilotnet_q', 'f1-brain evaluate --models pilotnet pilotnet_qat'],
      ['f1-brain evaluate --models pilotnet --data', 'f1-brain evaluate --models pilotnet --dataset='],
      [
        'f1-brain dataset record new --circuits simple_circuit,montr',
        'f1-brain dataset record new --circuits simple_circuit,montreal_line,',
      ],
      ['f1-brain completion ', 'f1-brain completion bash zsh'],
    ];
    expect(complete(...typed.map(([line]) => line))).toEqual(typed.map(([, completed]) => completed));
  });

  it('completes files and folders where an option or argument is a path', () => {
    writeFileSync(path.join(empty, 'drive.bag'), '');
    mkdirSync(path.join(empty, 'drives'), { recursive: true });
    expect(complete('f1-brain metrics driv', 'f1-brain report --out driv')).toEqual([
      'f1-brain metrics drive.bag drives/',
      'f1-brain report --out drives/',
    ]);
  });

  it('works as a file of fpath too', () => {
    const program = 'fpath=("$1" $fpath); autoload -Uz compinit; compinit -D -u; print $_comps[f1-brain]';
    const found = execFileSync('zsh', ['-f', '-c', program, 'zsh', folder], { encoding: 'utf8' });
    expect(found).toBe('_f1-brain\n');
  });
});
