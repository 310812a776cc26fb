import { readCard } from '../../../src/config/model-card';
import { openCalibrationSet } from '../../../src/models/optimize/calibration-set';
import { DatasetFolder } from '../../helpers/datasets';

const folder = new DatasetFolder();
const [pilotnet, stacked] = [readCard('models/pilotnet.onnx'), readCard('models/pilotnet_stacked.onnx')];
/** Forty images straight ahead, one of a tight bend. */
const recording = folder.record('bend', 41, (i) => (i === 23 ? 3 : 0));

/** Numbers of the images, from their colours. */
async function numbersOf(card: typeof pilotnet, limit: number): Promise<number[]> {
  const set = await openCalibrationSet(await recording, card, limit);
  const frames = await Promise.all(Array.from({ length: set.size }, (_, i) => set.frame(i)));
  return frames.map(({ data }) => data[0]!);
}

test('A calibration set of few images holds the tightest bend of the recording', async () => {
  const numbers = await numbersOf(pilotnet, 8);
  expect(numbers).toHaveLength(8);
  expect(numbers).toContain(23);
});

test('A calibration set that takes all images has them in order', async () => {
  expect(await numbersOf(pilotnet, 500)).toEqual(Array.from({ length: 41 }, (_, i) => i));
});

test('A network with memory gets successive images', async () => {
  expect(await numbersOf(stacked, 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});
