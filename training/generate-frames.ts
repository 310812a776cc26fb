/**
 * Renders labelled training frames of the built-in world:
 *
 *     npx jiti training/generate-frames.ts --out training/data/base --frames 30000 --views pilotnet,slim --seed 1
 *     npx jiti training/generate-frames.ts --out training/data/runs --frames 40000 --sequence 8 --views pilotnet
 *
 * Every frame depends on the seed and its index alone, whatever the number of workers and views. Written:
 *   frames-VIEW.bin  pictures of a view (training/views.ts), height x width x 3 bytes (RGB) each, frame after frame
 *   labels.csv       a row a frame in the same order: pose and the expert's command (v_mps, w_radps)
 *   meta.json        frames, seed, sequence (frames of a run, 50 ms apart; 1: each frame stands alone), views, teacher
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { circuitNames } from '../src/circuit/load';
import { ConfigurationError, messageOf } from '../src/errors';
import { TEACHER } from '../src/world/simulator/teacher';
import { framesALook, type RunPlan } from './frame-poses';
import { LABEL_HEADER, layOutPictures, viewsMeta } from './frame-store';
import { renderShare } from './render-share';
import { revisionOf } from './revision';
import { viewsNamed } from './views';
import { readVisited } from './visited';
import { runWorkers } from './workers';

interface Options {
  readonly out: string;
  readonly frames: number;
  readonly workers: number;
  readonly views: ReturnType<typeof viewsNamed>;
  readonly plan: RunPlan;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: 'training/data/base' },
      frames: { type: 'string', default: '30000' },
      views: { type: 'string', default: 'pilotnet' },
      sequence: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      workers: { type: 'string', default: '2' },
      circuits: { type: 'string', default: circuitNames().join(',') },
      poses: { type: 'string' },
      worker: { type: 'string' },
    },
  });
  const options: Options = {
    out: values.out,
    frames: wholeNumber('frames', values.frames),
    workers: Math.max(1, wholeNumber('workers', values.workers)),
    views: viewsNamed(values.views),
    plan: {
      seed: wholeNumber('seed', values.seed),
      sequence: wholeNumber('sequence', values.sequence),
      circuits: values.circuits.split(','),
      visited: values.poses === undefined ? null : readVisited(values.poses),
    },
  };
  checkRuns(options, values.poses);
  if (values.worker === undefined) await generate(options);
  else await renderWorker(options, wholeNumber('worker', values.worker));
}

function checkRuns({ frames, plan: { sequence, visited } }: Options, poses: string | undefined): void {
  if (sequence < 1 || frames < 1 || frames % sequence !== 0) {
    throw new ConfigurationError(
      `--frames ${frames} must be a multiple of --sequence ${sequence}, both 1 or more`,
    );
  }
  if (visited && visited.length < frames) {
    throw new ConfigurationError(`${poses}: holds ${visited.length} poses, --frames asks for ${frames}`);
  }
}

async function generate(options: Options): Promise<void> {
  const { out, frames, views, workers, plan } = options;
  mkdirSync(out, { recursive: true });
  layOutPictures(out, views, frames);
  await runWorkers(__filename, process.argv.slice(2), workers);
  const parts = Array.from({ length: workers }, (_, worker) => partFile(out, worker));
  const rows = parts.map((part) => readFileSync(part, 'utf8')).join('');
  writeFileSync(path.join(out, 'labels.csv'), `${LABEL_HEADER}\n${rows}`);
  for (const part of parts) rmSync(part);
  const meta = {
    frames,
    seed: plan.seed,
    sequence: plan.sequence,
    views: viewsMeta(views),
    circuits: plan.circuits,
    directions: ['forward', 'reverse'],
    poses: plan.visited
      ? 'visited by a model'
      : plan.sequence > 1
        ? 'driven by the teacher'
        : 'random about the line',
    frames_a_look: framesALook(plan),
    teacher: TEACHER,
    revision: revisionOf(path.join(__dirname, '..'), ['src', 'training', 'config']),
  };
  writeFileSync(path.join(out, 'meta.json'), `${JSON.stringify(meta, null, 2)}\n`);
}

async function renderWorker({ out, frames, views, workers, plan }: Options, worker: number): Promise<void> {
  const runs = frames / plan.sequence;
  await renderShare({
    folder: out,
    views,
    plan,
    first: Math.floor((runs * worker) / workers) * plan.sequence,
    last: Math.floor((runs * (worker + 1)) / workers) * plan.sequence,
    labelsFile: partFile(out, worker),
    tellsProgress: worker === 0,
  });
}

function partFile(folder: string, worker: number): string {
  return path.join(folder, `labels.part-${worker}.csv`);
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) {
    throw new ConfigurationError(`--${name} must be a whole number, found '${text}'`);
  }
  return value;
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
