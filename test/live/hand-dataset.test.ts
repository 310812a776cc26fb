import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Dataset } from '../../src/models/dataset/dataset';
import type { Decision, Frame } from '../../src/types';
import { driving } from './support/driving';

/** A frame of one colour. */
function frame(sequence: number, width = 640): Frame {
  return {
    width,
    height: 480,
    step: 3 * width,
    encoding: 'rgb8',
    data: new Uint8Array(3 * width * 480).fill(sequence),
    sequence,
    stamp: { sec: 10, nsec: sequence * 5e7 },
    arrival_ms: 0,
  };
}

/** A car that is driven by hand, and answers frames as the test says. */
async function byHand() {
  const out = mkdtempSync(path.join(tmpdir(), 'f1-brain-hand-'));
  const { events, ask, control, said, wait } = driving(null, out);
  expect(control.controls.start_dataset).toBeUndefined();
  await ask(1, 'drive_by_hand');
  const answer = async (sequence: number, v_mps: number, w_radps: number, brain = 'hand', width = 640) => {
    const shown = frame(sequence, width);
    const decision: Decision = {
      sequence,
      stamp: shown.stamp,
      command: { v_mps, w_radps },
      waited_ms: 0,
      step_ms: 1,
      inference_ms: null,
      sensor_to_actuator_ms: 1,
      left_ms: 0,
      sim_s: 10,
    };
    events.emit('decision', { decision, driver: { brain, model: null, provider: null }, frame: shown });
    // Written one after the other: none is dropped.
    const { images } = control.dataset ?? { images: 0 };
    if (v_mps < 0 || brain !== 'hand' || width !== 640) return;
    while (control.dataset !== null && control.dataset.images === images)
      await new Promise((resolve) => setTimeout(resolve, 2));
  };
  return { out, ask, control, said, answer, wait };
}

test('hands make a dataset: each frame with its command, without those of the brain', async () => {
  const { out, ask, control, said, answer } = await byHand();
  const folder = path.join(out, 'dataset');
  expect(await ask(1, 'start_dataset')).toEqual({
    isDone: true,
    line: `recording a dataset to ${folder}`,
  });
  expect(control.controls).toMatchObject({
    start_dataset: 'a dataset is being recorded',
    stop_dataset: null,
  });
  await answer(1, 4, 0.5);
  await answer(2, 3, -0.25, 'first');
  await answer(3, -1, 0);
  await answer(4, 5, 0);
  expect(control.dataset).toEqual({ folder, images: 2 });
  const line = `dataset: 2 images in ${folder}; 1 image left out: v -1 m/s and w 0 rad/s is not a valid label`;
  expect(await ask(2, 'stop_dataset')).toEqual({ isDone: true, line: expect.stringContaining(line) });
  expect(said).toEqual([expect.stringContaining(line)]);
  const dataset = await Dataset.open(folder);
  expect(dataset.samples.map(({ v_mps, w_radps, timestamp }) => [v_mps, w_radps, timestamp])).toEqual([
    [4, 0.5, 10.05],
    [5, 0, 10.2],
  ]);
  expect((await dataset.frame(1)).data[0]).toBe(4);
});

test('a dataset ends with the hands, and the next one gets another folder', async () => {
  const { out, ask, control, said, answer } = await byHand();
  await ask(1, 'start_dataset');
  await answer(1, 4, 0);
  expect(await ask(1, 'drive_by_brain')).toEqual({
    isDone: true,
    line: `first drives again; dataset: 1 image in ${path.join(out, 'dataset')}`,
  });
  await ask(1, 'drive_by_hand');
  await ask(1, 'start_dataset');
  await answer(2, 4, 0, 'hand', 320);
  await control.left(1);
  // Nothing of it is left: no image was one of a dataset.
  expect(said.at(-1)).toMatch(
    /^dataset: no images recorded; camera images are 320x480; datasets require 640x480/,
  );
  expect(existsSync(path.join(out, 'dataset-2'))).toBe(false);
  expect(await control.endDataset()).toBeNull();
});

test('what a car does whose page says nothing is no example', async () => {
  const { ask, control, answer, wait } = await byHand();
  await ask(1, 'start_dataset');
  await answer(1, 4, 0);
  wait(600);
  const unheard = answer(2, 0, 0);
  control.steer(1, { type: 'hand', throttle: 0, steering: 0 });
  await Promise.all([unheard, answer(3, 0, 0)]);
  expect(await ask(1, 'stop_dataset')).toMatchObject({ line: expect.stringContaining('2 images') });
});

test('a run that writes no files records no dataset', async () => {
  const { ask } = driving();
  await ask(1, 'drive_by_hand');
  expect(await ask(1, 'start_dataset')).toEqual({
    isDone: false,
    line: 'the run writes no files; nothing changed',
  });
});
