import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadCircuit } from '../../src/circuit/load';
import { readCard } from '../../src/config/model-card';
import type { ToLiveThread } from '../../src/live/feed/channel';
import { LiveReplay } from '../../src/live/live-replay';
import type { LiveServer } from '../../src/live/live-server';
import { askModels } from '../../src/replay/models/opinions';
import { openRecording } from '../../src/replay/open-recording';
import { temporaryFolder } from '../helpers/command-line';
import { cameraBag } from '../saliency/support/camera-bag';

test('pages see a drive while models run, and what they answer only when they have answered all of it', async () => {
  const file = path.join(temporaryFolder(), 'drive.bag');
  const shots = [0, 0.5].map((lateral_m, i) => ({ time_s: 10 + i, s_m: 400 + 5 * i, lateral_m }));
  writeFileSync(file, cameraBag(await loadCircuit('simple_circuit'), shots));
  const recording = await openRecording(file);
  const posted: ToLiveThread[] = [];
  const server = {
    ...{ id: 'a', started_ms: 0, on: () => {}, close: async () => {} },
    post: (message: ToLiveThread) => void posted.push(message),
  } as unknown as LiveServer;
  const [lost, asked] = [readCard('models/pilotnet.onnx'), readCard('models/slim_pilotnet.onnx')];
  const replay = new LiveReplay({ server, recordings: [recording], opinions: null, asked: [lost, asked] });
  replay.showProgress(0.5, 3);
  replay.showLost('pilotnet: cannot run', lost);
  replay.showOpinions(await askModels(recording, [asked]));
  await recording.close();
  const [, begun, progress, without, answered] = posted;
  if (begun?.type !== 'replay' || without?.type !== 'replay' || answered?.type !== 'replay')
    throw new Error('something else was sent');
  expect(begun.scene.sights).toMatchObject([{ modelFile: lost.modelFile }]);
  expect(JSON.parse(begun.scene.text)).toMatchObject({ type: 'replay', models: [], compared: [] });
  expect(progress).toEqual({
    type: 'replay_news',
    text: JSON.stringify({ type: 'model_progress', share: 0.5, left_s: 3 }),
  });
  // The view of the images is that of the first model that can still answer.
  for (const { scene } of [without, answered]) {
    expect(scene.sights).toMatchObject([{ modelFile: asked.modelFile }]);
    const { lost: lines, recordings } = JSON.parse(scene.text);
    expect(lines).toEqual(['pilotnet: cannot run']);
    expect(recordings).toMatchObject([{ card: { name: 'slim_pilotnet' } }]);
  }
  const { models, compared } = JSON.parse(answered.scene.text);
  expect(models).toMatchObject([
    { name: 'slim_pilotnet', w_radps: [expect.any(Number), expect.any(Number)] },
  ]);
  expect(compared).toMatchObject([{ a: 'driven', b: 'slim_pilotnet' }]);
});
