/**
 * Makes a folder of training frames from recordings in DeepLearningStudio's layout (`f1-brain dataset record`, or
 * your own), for `training/run.sh --data`:
 *
 *     npx jiti training/pack-dataset.ts datasets/mine --out training/data/mine --views pilotnet,slim
 *
 * The same files as generate-frames.ts, with labels as they were recorded; meta.json names the first frame of each run
 * of consecutive frames (`runs`). Networks that remember need recordings at about 20 Hz with timestamps.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { integerFrom, program, runProgram } from '../scripts/support/program';
import { ConfigurationError } from '../src/errors';
import { Dataset } from '../src/models/dataset/dataset';
import { ImageStore, layOutImages, viewsMeta } from './frame-store';
import { VIEWS, type View, viewsNamed } from './views';
import { ProgressLine } from './workers';

type Views = ReadonlyMap<string, View>;

interface Options {
  out: string;
  views: Views;
  seed: number;
}

async function main(folder: string, { out, views, seed }: Options): Promise<void> {
  if (existsSync(out)) throw new ConfigurationError(`${out}: is there already`);
  const dataset = await Dataset.open(folder);
  const part = `${out}.part`;
  try {
    await pack(dataset, part, views, seed);
    renameSync(part, out);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

async function pack(dataset: Dataset, out: string, views: Views, seed: number): Promise<void> {
  const { samples } = dataset;
  mkdirSync(out, { recursive: true });
  layOutImages(out, views, samples.length);
  const store = new ImageStore(out, views);
  const progress = new ProgressLine(samples.length);
  const runs: number[] = [];
  const labels = samples.map(({ v_mps, w_radps }, index) => `${index},${v_mps},${w_radps}\n`);
  for (let index = 0; index < samples.length; index++) {
    if (dataset.startsSequence(index)) runs.push(index);
    store.add(index, await dataset.frame(index));
    progress.tell(index + 1);
  }
  store.close();
  writeFileSync(path.join(out, 'labels.csv'), `index,v_mps,w_radps\n${labels.join('')}`);
  const sums = dataset.parts.flatMap(({ labels }) => labels).map((file) => readFileSync(file));
  const meta = {
    frames: samples.length,
    seed,
    recorded: path.basename(dataset.folder),
    parts: dataset.parts.map(({ name, count }) => ({ name, frames: count })),
    labels_sha256: createHash('sha256').update(Buffer.concat(sums)).digest('hex'),
    views: viewsMeta(views),
    runs,
  };
  writeFileSync(path.join(out, 'meta.json'), `${JSON.stringify(meta)}\n`);
}

void runProgram(
  program('npx jiti training/pack-dataset.ts', 'Makes a folder of training frames from a recorded dataset.')
    .argument('<folder>', 'the dataset')
    .requiredOption('--out <folder>', 'where the frames are written')
    .option('--views <names>', 'what is kept of each frame', viewsNamed, new Map(Object.entries(VIEWS)))
    .option('--seed <n>', 'seed that meta.json names', integerFrom(0), 1)
    .action(main),
);
