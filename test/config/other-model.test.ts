import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readBrain } from '../../src/config/brain-file';
import { withModel } from '../../src/config/other-model';
import { openBrain } from '../../src/drive/brains/open-brain';
import { PACKAGE_ROOT } from '../../src/support/paths';
import { plainFrame } from '../helpers/frames';
import { writeTinyModel } from '../helpers/onnx-model';

describe('another model for a brain', () => {
  it('takes the place of its own, and its name', async () => {
    const tiny = writeTinyModel();
    const other = withModel(readBrain('pilotnet'), path.relative(process.cwd(), tiny.modelFile));
    expect(other.name).toBe('tiny');
    const brain = await openBrain(other, { provider: 'cpu' });
    // v = 10 * red / 255 + 1: the tiny model's answer, not the PilotNet's.
    expect((await brain.decide(plainFrame([102, 204, 0]))).v_mps).toBeCloseTo(5, 3);
    expect(brain).toMatchObject({ name: 'tiny', model: 'tiny' });
    await brain.close();
  });

  it('may be a name in models/', () => {
    const other = withModel(readBrain('pilotnet'), 'slim_pilotnet');
    const file = path.join(PACKAGE_ROOT, 'models/slim_pilotnet.onnx');
    expect([other.name, other.parameters.string('Model')]).toEqual(['slim_pilotnet', file]);
  });

  it('leaves the brain as it is where none is named', () => {
    const brain = readBrain('pilotnet');
    expect(withModel(brain, undefined)).toBe(brain);
  });

  it.each([
    [
      'no/such.onnx',
      /^option 'model' no\/such.onnx: no such file, and no such model in models\/; there are .*pilotnet/,
    ],
    [
      'slim_pilotnett',
      /^option 'model' slim_pilotnett: no such file, .* \(did you mean 'slim_pilotnet'\?\); there are /,
    ],
    ['', /^option 'model' : no such file/],
  ])("must be there: '%s'", (model, complaint) => {
    expect(() => withModel(readBrain('pilotnet'), model)).toThrow(complaint);
  });

  it.each(['pilotnet.pth', 'slim_pilotnet.h5', 'pilotnet.tflite'])(
    'is the file that was named, not a model of ours with its name: %s',
    (name) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-model-'));
      const there = path.join(folder, name);
      writeFileSync(there, 'weights');
      for (const model of [there, name])
        expect(() => withModel(readBrain('pilotnet'), model)).toThrow(
          `option 'model' ${model}: is not an .onnx file; docs/conversion.md says how to convert others`,
        );
    },
  );

  it('is nothing for a brain without a network', () => {
    expect(() => withModel(readBrain('line_follower'), 'pilotnet')).toThrow(
      "option 'model' pilotnet: line_follower drives without a network; name a brain with one",
    );
  });
});
