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
import { parseArgs } from 'node:util';
import { ConfigurationError, messageOf } from '../src/errors';
import { Dataset } from '../src/models/dataset/dataset';
import { LABELS_FILE } from '../src/models/dataset/layout';
import { layOutPictures, PictureStore, viewsMeta } from './frame-store';
import { VIEWS, viewsNamed } from './views';
import { ProgressLine } from './workers';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      views: { type: 'string', default: Object.keys(VIEWS).join(',') },
      seed: { type: 'string', default: '1' },
    },
  });
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) {
    throw new ConfigurationError(
      'name the one folder that holds the dataset: pack-dataset.ts FOLDER --out FOLDER',
    );
  }
  if (values.out === undefined) throw new ConfigurationError('--out is missing: the folder to write');
  if (existsSync(values.out)) throw new ConfigurationError(`${values.out}: is there already`);
  const seed = Number(values.seed);
  if (!Number.isInteger(seed) || seed < 0) throw new ConfigurationError('--seed must be a whole number');
  const dataset = await Dataset.open(folder);
  const part = `${values.out}.part`;
  try {
    await pack(dataset, part, viewsNamed(values.views), seed);
    renameSync(part, values.out);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

async function pack(
  dataset: Dataset,
  out: string,
  views: ReturnType<typeof viewsNamed>,
  seed: number,
): Promise<void> {
  const { samples } = dataset;
  mkdirSync(out, { recursive: true });
  layOutPictures(out, views, samples.length);
  const store = new PictureStore(out, views);
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
  const sums = dataset.parts.map(({ folder }) => readFileSync(path.join(folder, LABELS_FILE)));
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

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
