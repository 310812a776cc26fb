import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { circuitNames } from '../../../src/circuit/load';
import { brainNames } from '../../../src/config/brain-file';
import { temporaryFolder } from '../../helpers/command-line';
import { run } from '../../helpers/in-process';

const script = path.join(temporaryFolder(), 'f1-brain.bash');

beforeAll(async () => {
  const { code, stdout, stderr } = await run(['completion', 'bash']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  writeFileSync(script, stdout);
});

/** What bash offers for the last word; and the readline options that it sets for paths. */
function complete(...words: string[]): { offered: string[]; options: string } {
  // Called outside of readline, compopt would fail.
  const program = `
    source "$1"; shift
    options=; compopt() { options="$*"; }
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
    _f1_brain
    printf '%s\\n' "$options" "\${COMPREPLY[@]}"`;
  const [options, ...offered] = execFileSync('bash', ['-c', program, 'bash', script, 'f1-brain', ...words], {
    encoding: 'utf8',
  }).split('\n');
  return { offered: offered.filter((word) => word !== ''), options: options! };
}
const offers = (...words: string[]) => complete(...words).offered;

describe('completion in bash', () => {
  it('offers subcommands', () => {
    expect(offers('')).toEqual(expect.arrayContaining(['lap', 'run', 'dataset', 'completion', 'help']));
    expect(offers('exp')).toEqual(['experiment', 'explain', 'export-gazebo']);
    expect(offers('dataset', '')).toEqual(['record', 'info', 'augment', 'help']);
    expect(offers('help', 'la')).toEqual(['lap']);
  });

  it('offers the options of the subcommand', () => {
    expect(offers('lap', '--w')).toEqual(['--world']);
    expect(offers('lap', 'pilotnet', '--world', 'ros', '--js')).toEqual(['--json']);
    expect(offers('dataset', 'info', '--w')).toEqual([]);
    expect(offers('-')).toEqual(['-V', '--version', '-h', '--help']);
  });

  it('offers what an option takes, with or without "="', () => {
    expect(offers('lap', '--world', '')).toEqual(['ros', 'lockstep']);
    // Readline makes three words of --world=lo.
    expect(offers('lap', '--world', '=', 'lo')).toEqual(['lockstep']);
    expect(offers('lap', '--world', '=')).toEqual(['ros', 'lockstep']);
    expect(offers('lap', '--provider', 'cp')).toEqual(['cpu']);
    expect(offers('run', '--circuit', '')).toEqual([...circuitNames(), 'generated_1']);
    expect(offers('lap', '--seed', '')).toEqual([]);
  });

  it('offers brains, models and shells as arguments, not twice', () => {
    expect(offers('lap', '')).toEqual(brainNames());
    expect(offers('lap', '--world', 'lockstep', 'line')).toEqual(['line_follower']);
    expect(offers('lap', 'pilotnet', 'line')).toEqual([]);
    expect(offers('optimize', 'slim_pilotnet')).toContain('slim_pilotnet_int8');
    expect(offers('completion', '')).toEqual(['bash', 'zsh']);
  });

  it('offers each word of a list once, after those that are there', () => {
    expect(offers('dataset', 'record', '--circuits', 'simple_circuit,montr')).toEqual([
      'simple_circuit,montreal_line',
    ]);
    expect(offers('evaluate', '--provider', 'cpu,c')).toEqual(['cpu,cuda']);
  });

  it('offers models until the next option where an option takes several', () => {
    expect(offers('evaluate', '--models', 'pilotnet', 'pilotnet_q')).toEqual(['pilotnet_qat']);
    expect(offers('evaluate', '--models', 'pilotnet', '--data')).toEqual(['--dataset']);
  });

  it('leaves paths to readline', () => {
    expect(complete('metrics', 'a.bag', '')).toEqual({ offered: [], options: '-o default' });
    expect(complete('lap', '--out', '')).toEqual({ offered: [], options: '-o dirnames' });
    expect(complete('lap', './my')).toEqual({ offered: [], options: '-o default' });
    expect(complete('lap', '--laps', '')).toEqual({ offered: [], options: '' });
  });

  it('is registered for f1-brain', () => {
    const registered = execFileSync('bash', ['-c', `source "${script}"; complete -p f1-brain`]);
    expect(registered.toString()).toBe('complete -F _f1_brain f1-brain\n');
  });

  (spawnSync('shellcheck', ['--version']).status === 0 ? it : it.skip)('passes shellcheck', () => {
    const { status, stdout } = spawnSync('shellcheck', ['-s', 'bash', script], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });
});
