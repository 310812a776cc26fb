import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { collectRemarks, describeSide } from '../../../src/measure/compare/sides';
import { findModelSize } from '../../../src/measure/report/input/model-size';
import { labelBrains, labelModels } from '../../../src/measure/report/run';
import { PACKAGE_ROOT } from '../../../src/support/paths';
import { type SyntheticRun, syntheticMeasurement } from '../../helpers/measurement';
import { reportRuns } from '../../helpers/report-runs';

const SHIPPED = { model_sha256: 'aaaaaaaaaaaa', model_path: '/app/models/net.onnx' };
const TRIED = { model_sha256: 'bbbbbbbbbbbb', model_path: '/home/me/try/net.onnx' };

async function runsOf(...models: readonly SyntheticRun[]) {
  const measured = await Promise.all(
    models.map((model, seed) =>
      syntheticMeasurement({ brain: 'net', model: 'net', share: 0.02, seed, ...model }),
    ),
  );
  return reportRuns(measured);
}

describe('the model of a run', () => {
  it('is its name where all runs have the same file, wherever that was', async () => {
    const runs = await runsOf(SHIPPED, { ...SHIPPED, model_path: '/copy/net.onnx' });
    expect([...labelModels(runs).values()]).toEqual(['net', 'net']);
    expect([...labelBrains(runs).values()]).toEqual(['net', 'net']);
  });

  it('is its file too where another file bears the name', async () => {
    const runs = await runsOf(SHIPPED, TRIED, { model_sha256: null }, { model: 'other', ...TRIED });
    expect([...labelModels(runs).values()]).toEqual([
      'net (/app/models/net.onnx)',
      'net (/home/me/try/net.onnx)',
      'net (file unknown)',
      'other',
    ]);
    expect([...labelBrains(runs).values()][1]).toBe('net · net (/home/me/try/net.onnx)');
  });

  it('is told by its hash where one path held several files', async () => {
    const runs = await runsOf(SHIPPED, { ...TRIED, model_path: SHIPPED.model_path });
    expect([...labelModels(runs).values()]).toEqual(['net (sha256 aaaaaaaa)', 'net (sha256 bbbbbbbb)']);
  });

  it('is told apart between the sides of a comparison, and within one', async () => {
    const [a, b] = await runsOf(SHIPPED, TRIED);
    expect(describeSide([a!], [a!, b!])).toContain('net (/app/models/net.onnx)');
    expect(describeSide([b!], [a!, b!])).toContain('net (/home/me/try/net.onnx)');
    expect(collectRemarks([a!, b!], [])).toContainEqual(
      expect.stringMatching(/^A mixes models \(net \(\/app\/models\/net\.onnx\), net \(\/home\/me\/try/),
    );
  });

  it('has its size from the file that drove, and not from another of its name', async () => {
    const file = path.join(PACKAGE_ROOT, 'models', 'pilotnet.onnx');
    const model_sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    const sizes = await Promise.all(
      [{ model_sha256 }, { model_sha256: 'ff' }, {}].map(async (model) => {
        const measurement = await syntheticMeasurement({ model: 'pilotnet', share: 0.02, ...model });
        return findModelSize(measurement).model_bytes;
      }),
    );
    const { size } = statSync(file);
    expect(sizes).toEqual([size, null, size]);
  });
});
