import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readBrain } from '../../src/config/brain-file';
import { readBrainYaml } from '../../src/config/brain-yaml';

const GOLDEN = path.join(__dirname, 'golden');
const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-py-yaml-'));

/** [source, type, text] as golden/py_yaml.py writes them. */
type Row = readonly [source: string, type: string, text: string];

const rowsOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
const golden = rowsOf(readFileSync(path.join(GOLDEN, 'py-yaml.jsonl'), 'utf8'));

function written(parameters: string, brainPath: string): string {
  const file = path.join(folder, 'mine.yml');
  writeFileSync(file, `Behaviors:\n  Robot:\n    BrainPath: ${brainPath}\n    Parameters:\n${parameters}\n`);
  return file;
}

const read = (parameters: string, brainPath = 'brains/gazebo/f1/brain_f1_torch.py') => {
  const { value, warnings } = readBrainYaml(written(parameters.replace(/^/gm, '      '), brainPath));
  const { Behaviors } = value as { Behaviors: { Robot: { Parameters: Record<string, unknown> } } };
  return { parameters: Behaviors.Robot.Parameters, warnings };
};

/** A value as golden/py_yaml.py writes it. */
function rowOf(source: string): Row {
  let value: unknown;
  try {
    value = read(`a: ${source}`).parameters.a;
  } catch {
    return [source, 'error', ''];
  }
  if (typeof value !== 'number') return [source, value === null ? 'null' : typeof value, String(value)];
  return [source, 'number', String(value)];
}

const comparable = ([source, type, text]: Row): Row => {
  // Python writes 1000.0, JavaScript 1000; dates stay the text that they were.
  if (type === 'number') return [source, type, String(Number(text) + 0)];
  return type === 'date' ? [source, 'string', source] : [source, type, text];
};

describe("a value in BehaviorMetrics' files", () => {
  it.each(golden)('is what PyYAML reads: %s is %s %s', (...row) => {
    expect(comparable(rowOf(row[0]))).toEqual(comparable(row));
  });

  it('is what the PyYAML of this machine reads', () => {
    const python = spawnSync('python3', [path.join(GOLDEN, 'py_yaml.py')], { encoding: 'utf8' });
    if (python.status !== 0) {
      console.warn('left out: the comparison with PyYAML itself needs python3 with yaml');
      return;
    }
    expect(rowsOf(python.stdout).map(comparable)).toEqual(golden.map(comparable));
  });

  it('may be merged', () => {
    const { parameters, warnings } = read('<<: {a: 1, b: 2}\nb: no');
    expect([parameters, warnings]).toEqual([{ a: 1, b: false }, []]);
  });

  it('may bring BrainPath by a merge', () => {
    const file = path.join(folder, 'merged.yml');
    writeFileSync(
      file,
      'Behaviors:\n  Robot:\n    <<: {BrainPath: brains/gazebo/f1/brain_f1_opencv.py}\n    PilotTimeCycle: 0100\n',
    );
    expect(readBrain(file)).toMatchObject({ kind: { type: 'line_follower' }, cycle_ms: 64, warnings: [] });
  });

  it('is read as PyYAML does also where one brain of a list is Python', () => {
    expect(read('a: yes', '[./own.js, brain.py]').parameters).toEqual({ a: true });
  });

  it('that is written twice is the last, and that is said', () => {
    const { parameters, warnings } = read('a: 1\nb: 2\na: 3');
    expect(parameters).toEqual({ a: 3, b: 2 });
    expect(warnings).toEqual([
      expect.stringMatching(/mine\.yml: Behaviors\.Robot\.Parameters\.a is written 2 times; the last counts/),
    ]);
  });

  it.each(['!!python/object:os.system x', '!mine x', '='])(
    'is rejected where PyYAML rejects it: %s',
    (value) => {
      expect(() => read(`a: ${value}`)).toThrow(/mine\.yml: is not valid YAML: /);
    },
  );
});

describe('a value in files of ours', () => {
  const ours = (parameters: string) => read(parameters, './own.js');

  it.each<[string, unknown, string]>([
    [
      'no',
      'no',
      "the text 'no' in YAML 1.2 and here, but false in PyYAML and BehaviorMetrics; write 'no' or false",
    ],
    ['yes', 'yes', "but true in PyYAML and BehaviorMetrics; write 'yes' or true"],
    ['0100', 100, '100 in YAML 1.2 and here, but 64 in PyYAML and BehaviorMetrics; write 100 or 64'],
    ['1:30', '1:30', "but 90 in PyYAML and BehaviorMetrics; write '1:30' or 90"],
    ['1_000', '1_000', "but 1000 in PyYAML and BehaviorMetrics; write '1_000' or 1000"],
    [
      '1e3',
      1000,
      "1000 in YAML 1.2 and here, but the text '1e3' in PyYAML and BehaviorMetrics; write 1000 or '1e3'",
    ],
    ['1e-9', 1e-9, "write 1.0e-9 or '1e-9'"],
    ['0o17', 15, "but the text '0o17' in PyYAML and BehaviorMetrics; write 15 or '0o17'"],
    ['=', '=', "but no value in PyYAML and BehaviorMetrics; write '='"],
  ])('is YAML 1.2 with a warning where PyYAML differs: %s', (source, value, warning) => {
    const { parameters, warnings } = ours(`a: ${source}`);
    expect(parameters.a).toBe(value);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`mine.yml: Behaviors.Robot.Parameters.a is ${source}, which is `);
    expect(warnings[0]).toContain(warning);
  });

  it.each([
    '5',
    '0.5',
    'true',
    'True',
    "'no'",
    '"0100"',
    'null',
    '~',
    'y',
    'text',
    '2001-12-14',
    '.inf',
    '-0',
    '',
    '!!str no',
  ])('has no warning where both agree: %s', (source) => {
    expect(ours(`a: ${source}`).warnings).toEqual([]);
  });

  it('is named by its whole path, in lists and as a key too', () => {
    const { warnings } = ours('list: [1, {deep: on}]\noff: 1');
    expect(warnings).toEqual([
      expect.stringContaining('Behaviors.Robot.Parameters.list[1].deep is on, which'),
      expect.stringContaining('Behaviors.Robot.Parameters.off is off, which'),
    ]);
  });

  it('may be merged too', () => {
    expect(ours('<<: {a: 1, b: 2}\nb: 3')).toEqual({ parameters: { a: 1, b: 3 }, warnings: [] });
  });
});
