import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { MAIN } from '../helpers/command-line';
import { findPython } from '../helpers/python';

const FOLDER = path.resolve(__dirname, '..', '..', 'python', 'f1_brain_gym');
const PYTHON = findPython(['numpy'], ['/usr/bin/python3', 'python3']);
/** Starts f1-brain a dozen times. */
const LONGEST_MS = 300_000;

const withPython = PYTHON === undefined && !process.env.CI ? test.skip : test;

withPython(
  "Python drives by camera images, by Gymnasium's rules",
  async () => {
    const conformance = path.join(FOLDER, 'conformance.py');
    const { stdout } = await promisify(execFile)(PYTHON!, ['-B', conformance, process.execPath, MAIN]);
    const passed = ['single', 'line_in_view', 'card', 'endings', 'vector', 'refusals'].map(
      (name) => `check_${name} passed`,
    );
    expect(stdout.trim().split('\n')).toEqual([
      ...passed,
      expect.stringMatching(/^(check_env passed|Gymnasium is not installed: check_env was left out)$/),
    ]);
  },
  LONGEST_MS,
);
