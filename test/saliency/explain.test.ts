import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadCircuit } from '../../src/circuit/load';
import { readCard } from '../../src/config/model-card';
import { NetworkBrain } from '../../src/drive/brains/network';
import { explainBag } from '../../src/saliency/explain';
import { openSaliency } from '../../src/saliency/open-saliency';
import { findDrivenModel } from '../../src/saliency/recorded/driven-model';
import { readFrames } from '../../src/saliency/recorded/read-frames';
import { type SurveyedDrive, surveyDrive } from '../../src/saliency/recorded/survey-drive';
import { cameraBag } from './support/camera-bag';

const model = (name: string) => path.resolve('models', `${name}.onnx`);

let bag: string;
let drive: SurveyedDrive;
beforeAll(async () => {
  const circuit = await loadCircuit('simple_circuit');
  bag = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-explain-')), 'drive.bag');
  const shots = Array.from({ length: 9 }, (_, i) => ({
    time_s: 5 + i / 20,
    s_m: 400 + i / 2,
    lateral_m: i / 20,
  }));
  writeFileSync(bag, cameraBag(circuit, shots));
  drive = await surveyDrive(bag);
});

describe('a bag', () => {
  it('tells where the car was at each image and what was answered', () => {
    expect(drive.cameraTopic).toBe('/F1ROS/cameraL/image_raw');
    expect(drive.frames).toHaveLength(9);
    for (const [i, frame] of drive.frames.entries()) {
      expect(frame).toMatchObject({ index: i, driven: { v_mps: 10, w_radps: i } });
      expect(frame.time_s).toBeCloseTo(i / 20, 6);
      expect(frame.deviation_m).toBeCloseTo(i / 20, 3);
    }
  });

  it.each(['pilotnet_stacked', 'deepest_lstm_tiny'])(
    'shows %s the frames before, so that it answers as in the drive',
    async (name) => {
      const card = readCard(model(name));
      const brain = await NetworkBrain.open('brain', card, { provider: 'cpu' });
      const answers: number[] = [];
      await readFrames(
        drive,
        () => true,
        8,
        async (_, frame) => {
          answers.push((await brain.decide(frame)).w_radps);
        },
      );
      await brain.close();
      const network = await openSaliency(card);
      const moments = await explainBag(drive, [drive.frames[4]!, drive.frames[8]!], [network]);
      await network.close();
      expect(moments.map(({ index }) => index)).toEqual([4, 8]);
      for (const { index, explained } of moments) {
        expect(explained[0]!.map.command.w_radps).toBeCloseTo(answers[index]!, 3);
      }
    },
  );
});

describe('the model that drove', () => {
  const { sha256 } = readCard(model('slim_pilotnet'));
  const named = (model_sha256: string | null, name: string | null = 'slim_pilotnet') =>
    findDrivenModel({ model: name, model_sha256, model_path: '/elsewhere/slim_pilotnet.onnx' }, bag);

  it('is found by name and sha256', () => {
    expect(named(sha256)).toMatchObject({ name: 'slim_pilotnet', sha256 });
    expect(named(null)).toMatchObject({ name: 'slim_pilotnet' });
  });

  it('is not another of its name', () => {
    expect(named('0'.repeat(64))).toBe("its model 'slim_pilotnet' was not found here");
    expect(named(null, null)).toBe('it was driven without a model');
  });
});
