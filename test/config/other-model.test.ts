import path from 'node:path';
import { openBrain } from '../../src/brains/open-brain';
import { readBrainFile } from '../../src/config/brain-file';
import { withModel } from '../../src/config/other-model';
import { plainFrame } from '../support/frames';
import { writeTinyModel } from '../support/onnx-model';

describe('another model for a brain', () => {
  it('takes the place of its own, and its name', async () => {
    const tiny = writeTinyModel();
    const other = withModel(readBrainFile('pilotnet'), path.relative(process.cwd(), tiny.modelFile));
    expect(other.name).toBe('tiny');
    const brain = await openBrain(other, { provider: 'cpu' });
    // v = 10 * red / 255 + 1: the tiny model's answer, not the PilotNet's.
    expect((await brain.decide(plainFrame([102, 204, 0]))).v_mps).toBeCloseTo(5, 3);
    expect(brain).toMatchObject({ name: 'tiny', model: 'tiny' });
    await brain.close();
  });

  it('may be a name in models/', () => {
    const other = withModel(readBrainFile('pilotnet'), 'slim_pilotnet');
    expect([other.name, other.parameters.string('Model')]).toEqual(['slim_pilotnet', 'slim_pilotnet']);
  });

  it('leaves the brain as it is where none is named', () => {
    const brain = readBrainFile('pilotnet');
    expect(withModel(brain, undefined)).toBe(brain);
  });

  it('must be there', () => {
    expect(() => withModel(readBrainFile('pilotnet'), 'no/such.onnx')).toThrow(
      '--model no/such.onnx: no such file',
    );
  });

  it('is nothing for a brain without a network', () => {
    expect(() => withModel(readBrainFile('line_follower'), 'pilotnet')).toThrow(
      '--model pilotnet: line_follower drives without a network; name a brain with one',
    );
  });
});
