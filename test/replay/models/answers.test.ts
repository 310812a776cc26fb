import type { Circuit } from '../../../src/circuit/circuit';
import { loadCircuit } from '../../../src/circuit/load';
import type { ModelCard } from '../../../src/config/model-card';
import { drivenAnswers, nameModels } from '../../../src/replay/models/answers';
import { openRecording } from '../../../src/replay/open-recording';
import { BagFolder } from '../../helpers/bags';
import type { DriveBag } from '../../helpers/drive-bag';
import { addMoments, moments, plainBag } from '../support/plain-bag';

const folder = new BagFolder();
let circuit: Circuit;

beforeAll(async () => {
  circuit = await loadCircuit('simple_circuit');
});

async function drivenIn(bag: DriveBag) {
  const recording = await openRecording(folder.write(bag.bytes()));
  const driven = drivenAnswers(recording);
  await recording.close();
  return driven;
}
const images = (count: number) => plainBag(circuit, moments(count), { has: ['pose', 'image'] });

describe('What the brain answered that drove', () => {
  it('is missing for an image that it never answered', async () => {
    const bag = images(4);
    addMoments(bag, circuit, moments(3), { has: ['decision'] });
    const driven = await drivenIn(bag);
    expect(driven).toMatchObject({ name: 'driven' });
    expect([...driven!.w_radps]).toEqual([0, 0.1, 0.2, Number.NaN]);
    expect([...driven!.v_mps]).toEqual([10, 10, 10, Number.NaN]);
  });

  it('is the command that held, where the bag has commands alone', async () => {
    const bag = images(4);
    addMoments(bag, circuit, moments(2), { has: ['command'] });
    expect([...(await drivenIn(bag))!.w_radps]).toEqual([0, 0.1, 0.1, 0.1]);
  });

  it('is unknown without commands', async () => {
    expect(await drivenIn(images(4))).toBeNull();
  });
});

describe('The names of models', () => {
  it('differ from each other, and from the one that drove', () => {
    const cards = ['a', 'b', 'a', 'driven'].map((name, i) => ({ name, modelFile: `${i}.onnx` }) as ModelCard);
    expect(nameModels(cards)).toEqual(['a (0.onnx)', 'b', 'a (2.onnx)', 'driven (3.onnx)']);
  });
});
