import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadCircuit } from '../../../src/circuit/load';
import { readCard } from '../../../src/config/model-card';
import { FrameError } from '../../../src/errors';
import { type FilmOptions, makeFilm } from '../../../src/replay/film/make-film';
import { openFilmTarget } from '../../../src/replay/film/open-writer';
import { Shot } from '../../../src/replay/film/shot';
import type { ModelAnswers } from '../../../src/replay/models/answers';
import { openRecording } from '../../../src/replay/open-recording';
import type { Recording } from '../../../src/replay/recording';
import { temporaryFolder } from '../../helpers/command-line';
import { type Moment, moments, plainBag } from '../support/plain-bag';

const OPTIONS: FilmOptions = { speed: 1, fps: 10, width: 480, theme: 'light', saliency: true, models: [] };

const folder = temporaryFolder();
const opened: Recording[] = [];
afterAll(async () => {
  for (const recording of opened) await recording.close();
});

async function record(name: string, drive: readonly Moment[]): Promise<Recording> {
  const file = path.join(folder, `${name}.bag`);
  writeFileSync(file, plainBag(await loadCircuit('simple_circuit'), drive).bytes());
  const recording = await openRecording(file);
  opened.push(recording);
  return recording;
}

test('a film that is interrupted leaves nothing behind', async () => {
  const recording = await record('interrupted', moments(20));
  const made = path.join(folder, 'made');
  const stop = new AbortController();
  const filming = makeFilm([recording], await openFilmTarget(path.join(made, 'a.webp')), {
    ...OPTIONS,
    signal: stop.signal,
    onProgress: (share) => {
      if (share > 0.5) stop.abort(new Error('enough'));
    },
  });
  await expect(filming).rejects.toThrow('enough');
  expect(readdirSync(made)).toEqual([]);
});

test('it says how far it is, up to the last image', async () => {
  const recording = await record('short', moments(3));
  const shares: number[] = [];
  await makeFilm([recording], await openFilmTarget(path.join(folder, 'short.gif')), {
    ...OPTIONS,
    onProgress: (share) => shares.push(share),
  });
  expect(shares).toEqual([0, 1 / 3, 2 / 3]);
});

test('it names images that cannot be decoded, and shows the one before', async () => {
  const recording = await record('damaged', moments(4));
  const damaged: Recording = {
    ...proxyOf(recording),
    readImage: async (index) => {
      const frame = await recording.readImage(index);
      if (index === 2) throw new FrameError('damaged');
      return frame;
    },
  };
  const film = await makeFilm([damaged], await openFilmTarget(path.join(folder, 'damaged.gif')), OPTIONS);
  expect(film).toMatchObject({ images: 4, notes: ['1 of its images could not be decoded'] });
});

test('of two bags, the second one is where it had come as far as the first', async () => {
  const slow = await record('slow', moments(21, { step_m: 1 }));
  const fast = await record('fast', moments(21, { step_m: 2 }));
  const asked: number[] = [];
  const watched: Recording = {
    ...proxyOf(fast),
    readImage: (index) => {
      asked.push(index);
      return fast.readImage(index);
    },
  };
  await makeFilm([slow, watched], await openFilmTarget(path.join(folder, 'two.gif')), {
    ...OPTIONS,
    to_s: 1.25,
    fps: 5,
  });
  // 0, 2, 4 ... 12 m: the images of the fast car at 0, 1, 2 ... 6.
  expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test('models answer in a film what they answer to the image that is shown', async () => {
  const recording = await record('answered', moments(4));
  const model = answersOf([1, Number.NaN, 3, 4]);
  const shot = new Shot(recording, recording, [0, 1], [model]);
  const answers: unknown[] = [];
  const paths: (number | null)[] = [];
  for (let i = 0; i < 4; i++) {
    const { time_s } = recording.images.row(i);
    const moment = await shot.momentAt(time_s);
    answers.push(moment.answers);
    paths.push(moment.camera!.answers[0]?.length ?? null);
  }
  const told = (w_radps: number) => [{ v_mps: 5, w_radps }];
  expect(answers).toEqual([told(1), [null], told(3), told(4)]);
  expect(paths).toEqual([expect.any(Number), null, expect.any(Number), expect.any(Number)]);
  expect(shot.drive.models).toMatchObject([{ name: 'asked', curves: { w: { values: [1, null, 3, 4] } } }]);
});

function answersOf(w_radps: readonly number[]): ModelAnswers {
  const v_mps = w_radps.map((w) => (Number.isNaN(w) ? w : 5));
  return {
    ...{ name: 'asked', card: readCard('models/pilotnet.onnx'), provider: 'cpu', failed: 1 },
    ...{ v_mps: Float64Array.from(v_mps), w_radps: Float64Array.from(w_radps) },
  };
}

/** The recording with its methods bound, to be changed in part. */
function proxyOf(recording: Recording): Recording {
  const {
    file,
    run,
    metrics,
    circuit,
    walls,
    direction,
    duration_s,
    missing,
    poses,
    commands,
    images,
    laps,
  } = recording;
  return {
    ...{ file, run, metrics, circuit, walls, direction, duration_s, missing, poses, commands, images, laps },
    timeAt: (distance_m) => recording.timeAt(distance_m),
    readImage: (index) => recording.readImage(index),
    close: () => recording.close(),
  };
}
