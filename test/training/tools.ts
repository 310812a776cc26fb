import path from 'node:path';
import { readCard } from '../../src/config/model-card';
import { openSession } from '../../src/drive/inference/session';
import { findPython } from '../helpers/python';

export const ROOT = path.join(__dirname, '../..');
export const JITI = path.join(ROOT, 'node_modules/.bin/jiti');
/** A Python that has PyTorch, or undefined. */
export const PYTHON = findPython(['numpy', 'torch'], [process.env.PYTHON, '/usr/bin/python3', 'python3']);

/** Tests that need PyTorch: missing is a failure in CI and a skip elsewhere. */
export function withPytorch(name: string, tests: () => void): void {
  const reason =
    'needs Python with PyTorch (apt-get install python3-torch, or pip install -r training/requirements.txt)';
  describe(name, () => {
    if (PYTHON) return tests();
    if (!process.env.CI) return test.skip(`skipped: ${reason}`, () => {});
    test('has what it needs', () => {
      throw new Error(reason);
    });
  });
}

interface Check {
  readonly steps: readonly { readonly image: number[]; readonly command: number[] }[];
}

/** Largest difference of the exported model's answers in onnxruntime to those that PyTorch gave, step by step. */
export async function largestDifference(modelFile: string, check: Check): Promise<number> {
  const session = await openSession(readCard(modelFile), { provider: 'cpu', threads: 1 });
  let largest = 0;
  for (const { image, command } of check.steps) {
    (session.input as Float32Array).set(image);
    await session.run();
    command.forEach((value, i) => {
      largest = Math.max(largest, Math.abs(session.output[i]! - value));
    });
  }
  await session.close();
  return largest;
}
