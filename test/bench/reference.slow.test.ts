import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { PYTHON, ROOT, withPytorch } from '../training/tools';

const openCv = PYTHON !== undefined && spawnSync(PYTHON, ['-c', 'import cv2']).status === 0;

withPytorch('the reference program that frame to command is compared with', () => {
  (openCv || process.env.CI ? test : test.skip)(
    'runs, and tells what it measured',
    () => {
      const program = path.join(ROOT, 'bench/reference/torch_reference.py');
      const options = ['--iterations', '20', '--warmup', '2'];
      const { status, stdout, stderr } = spawnSync(PYTHON!, [program, ...options], { encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringContaining('Traceback') });
      const measured = JSON.parse(stdout);
      expect(measured).toMatchObject({ n: 20, torch: expect.any(String), opencv: expect.any(String) });
      expect(measured.p50_ms).toBeGreaterThan(0);
      expect(measured.p99_ms).toBeGreaterThanOrEqual(measured.p50_ms);
    },
    120_000,
  );
});
