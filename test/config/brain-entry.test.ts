import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatBrainEntry, parseBrainEntry } from '../../src/config/brain-entry';
import { readBrain } from '../../src/config/brain-file';

const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-entry-'));
const file = path.join(folder, 'several.yml');
const others = path.join(folder, 'odd#2.yml');
writeFileSync(
  file,
  `Behaviors:
  Robot:
    BrainPath: [brains/gazebo/f1/brain_f1_opencv.py, brains/gazebo/f1/brain_f1_torch.py, brains/gazebo/f1/brain_f1_keras.py]
    Parameters: {Model: ['', pilotnet.pth, pilotnet_tf.h5], GPU: false}
    Type: f1
  Experiment: {Name: mine, Timeout: 30, Repetitions: 4}
`,
);
writeFileSync(others, 'Behaviors: {Robot: {BrainPath: line_follower}}\n');

describe('one brain of a file that lists several', () => {
  it.each([
    [1, 'brain_f1_opencv', 'line_follower', undefined],
    [2, 'pilotnet', 'network', 'pilotnet.pth'],
    [3, 'pilotnet_tf', 'network', 'pilotnet_tf.h5'],
  ])('is named by its number: %i is %s', (entry, name, type, model) => {
    const brain = readBrain(`${file}#${entry}`);
    expect(brain).toMatchObject({ name, file, entry, kind: { type } });
    expect(brain.parameters.raw('Model')).toBe(model);
    expect(brain.parameters.raw('GPU')).toBe(false);
  });

  it.each([0, 4])('does not exist with the number %i', (entry) => {
    expect(() => readBrain(`${file}#${entry}`)).toThrow(
      `${file}#${entry}: the file lists 3 brains; name one from 1 to 3`,
    );
  });

  it('is what the file itself is not: the line names the command that runs all of it', () => {
    expect(() => readBrain(file)).toThrow(
      new RegExp(
        `BrainPath lists 3 values, which describes an experiment; a run takes one value.*\n(.*\n)*` +
          `${file}: describes an experiment: \`npx f1-brain experiment ${file}\` drives all of it, ` +
          `and \`npx f1-brain lap '${file}#1'\` its first brain$`,
      ),
    );
  });

  it('is told of the repetitions that a single run leaves out, unless it is read for all of them', () => {
    const said = `Experiment.Repetitions is 4: this is one run; \`f1-brain experiment ${file}\` runs all of them`;
    expect(readBrain(`${file}#1`).remarks).toContain(said);
    expect(readBrain(`${file}#1`, { forExperiment: true }).remarks.join()).not.toContain('Experiment.');
  });

  it('does not hide a file whose name has a number sign', () => {
    expect(readBrain(others)).toMatchObject({ name: 'odd#2', kind: { type: 'line_follower' } });
    expect(parseBrainEntry(`${others}#1`)).toEqual({ file: others, entry: 1 });
    expect(formatBrainEntry({ file: others, entry: 1 })).toBe(`${others}#1`);
    expect(formatBrainEntry({ file, entry: null })).toBe(file);
  });
});
