import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { addStartOptions } from '../../../src/cli/options/start';
import { type StartOptions, startIsDrawn, startSettings } from '../../../src/session/setup/start';
import { ring } from '../../circuit/ring';

const known = { circuit: ring(20), direction: 'forward', seed: 1 } as const;

function parsed(...args: string[]): StartOptions {
  const command = addStartOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  return command.parse(args, { from: 'user' }).opts();
}

describe('start and end on the command line', () => {
  it('leave what is not said to parameters and defaults', () => {
    expect(parsed()).toEqual({});
    expect(startSettings({}, { ...known, circuit: null })).toEqual({
      place: { kind: 'as-is' },
      row: null,
      laps: null,
      pause: false,
    });
  });

  it('are read', () => {
    const options = parsed('--start', 'random', '--laps', '3', '--finish', 'pause');
    expect(startSettings(options, known)).toEqual({
      place: { kind: 'random' },
      row: null,
      laps: 3,
      pause: true,
    });
  });

  it.each([
    ['--laps', '0'],
    ['--laps', 'two'],
    ['--start-row', '0'],
    ['--finish', 'stop'],
  ])('refuse %s %s', (...args) => {
    expect(() => parsed(...args)).toThrow(/invalid/);
  });

  it('need a circuit for laps', () => {
    expect(() => startSettings({ laps: 1 }, { ...known, circuit: null })).toThrow(
      "option 'laps' needs a circuit: name it with option 'circuit'",
    );
  });

  it('know where the seed decides', () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-starts-')), 'starts.csv');
    writeFileSync(file, 'x_m,y_m,yaw_rad\n1,2,0\n');
    const drawn = (options: StartOptions) => startIsDrawn(startSettings(options, known));
    expect(drawn({ start: 'random' })).toBe(true);
    expect(drawn({ start: file })).toBe(true);
    expect(drawn({ start: file, startRow: 1 })).toBe(false);
    expect(drawn({ start: 'circuit' })).toBe(false);
  });
});
