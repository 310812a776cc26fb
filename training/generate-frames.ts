/**
 * Renders labelled training frames of the built-in world:
 *
 *     npx jiti training/generate-frames.ts --help
 *     npx jiti training/generate-frames.ts --out training/data/base --frames 30000 --views pilotnet,slim --seed 1
 *     npx jiti training/generate-frames.ts --out training/data/runs --frames 40000 --sequence 8 --views pilotnet
 *
 * Every frame depends on the seed and its index alone, whatever the number of workers and views. Written:
 *   frames-VIEW.bin  images of a view (training/views.ts), height x width x 3 bytes (RGB) each, frame after frame
 *   labels.csv       a row a frame in the same order: pose and the expert's command (v_mps, w_radps)
 *   meta.json        frames, seed, sequence (frames of a run, 50 ms apart; 1: each frame stands alone), views, teacher
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Option } from 'commander';
import { integerFrom, names, program, runProgram } from '../scripts/support/program';
import { circuitNames } from '../src/circuit/load';
import { CAR_CAMERA_NAMES, type CarCameraName } from '../src/config/f1-car';
import { ConfigurationError } from '../src/errors';
import { TEACHER } from '../src/world/simulator/teacher';
import { framesALook, type RunPlan } from './frame-poses';
import { LABEL_HEADER, layOutImages, viewsMeta } from './frame-store';
import { mountNames } from './mount-names';
import { renderShare } from './render-share';
import { revisionOf } from './revision';
import { VIEWS, type View, viewsNamed } from './views';
import { readVisited, type VisitedPose } from './visited';
import { runWorkers } from './workers';

/** As commander gives them. */
interface Given {
  out: string;
  frames: number;
  views: ReadonlyMap<string, View>;
  sequence: number;
  seed: number;
  workers: number;
  circuits: string[];
  mounts: CarCameraName[];
  poses?: string;
  worker?: number;
}

interface Options extends Pick<Given, 'out' | 'frames' | 'views' | 'workers'> {
  readonly plan: RunPlan;
}

async function main({ seed, sequence, circuits, mounts, poses, worker, ...given }: Given): Promise<void> {
  const visited = poses === undefined ? null : readVisited(poses);
  const options: Options = { ...given, plan: { seed, sequence, circuits, visited, mounts } };
  checkRuns(options, poses);
  if (worker === undefined) await generate(options);
  else await renderWorker(options, worker);
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
  layOutImages(out, views, frames);
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
    circuits: plan.visited ? circuitsOf(plan.visited) : plan.circuits,
    directions: ['forward', 'reverse'],
    mounts: plan.mounts,
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

function circuitsOf(visited: readonly VisitedPose[]): string[] {
  return [...new Set(visited.map(({ circuit }) => circuit))].sort();
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

void runProgram(
  program('npx jiti training/generate-frames.ts', 'Renders labelled training frames of the built-in world.')
    .option('--out <folder>', 'where the frames are written', 'training/data/base')
    .option('--frames <n>', 'frames to render', integerFrom(1), 30_000)
    .option(
      '--views <names>',
      `what is kept of each frame: ${Object.keys(VIEWS).join(', ')}`,
      viewsNamed,
      viewsNamed('pilotnet'),
    )
    .option('--sequence <n>', 'frames of a run, 50 ms apart; 1: each stands alone', integerFrom(1), 1)
    .option('--seed <n>', 'seed of poses and looks', integerFrom(0), 1)
    .option('--workers <n>', 'processes that render', integerFrom(1), 2)
    .option('--circuits <names>', 'circuits that take turns', names, circuitNames())
    .option(
      '--mounts <names>',
      `cameras that take turns at random: ${CAR_CAMERA_NAMES.join(', ')}`,
      mountNames,
      ['f1'],
    )
    .option('--poses <file>', 'poses that a model came through, of training/collect-visited.ts')
    .addOption(
      new Option('--worker <n>', 'renders the share of one process').argParser(integerFrom(0)).hideHelp(),
    )
    .action(main),
);
