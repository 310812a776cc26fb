/**
 * Renders labelled training frames of the built-in world:
 *
 *     npx jiti training/generate-frames.ts --out training/data/base --frames 36000 --seed 1
 *
 * Every frame depends on the seed and its index alone, whatever the number of workers. Written: frames.bin
 * (66x200x3 bytes a frame, as the network sees it), labels.csv (pose and the expert's command) and meta.json.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Circuit } from '../src/circuit/circuit';
import type { Direction } from '../src/circuit/direction';
import { circuitNames, loadCircuit } from '../src/circuit/load';
import { ConfigurationError, messageOf } from '../src/errors';
import { RandomSource } from '../src/random';
import { poseOf } from '../src/world/simulator/course-pose';
import { TEACHER, teach } from '../src/world/simulator/teacher';
import { FrameStore, LABEL_HEADER, STORED_BYTES } from './frame-store';
import { PoseCamera } from './labelled-view';
import { randomPose } from './start-poses';
import { vary } from './vary';
import { readVisited } from './visited';
import { ProgressLine, runWorkers } from './workers';

/** Frames that share one variant of a circuit's looks. */
const FRAMES_A_LOOK = 8;
/** Looks draw from another stretch of indices than frames. */
const LOOK_INDEX = 1_000_000_000;

interface Options {
  readonly out: string;
  readonly frames: number;
  readonly seed: number;
  readonly workers: number;
  readonly circuits: readonly string[];
  readonly poses: string | null;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: 'training/data/base' },
      frames: { type: 'string', default: '36000' },
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
    seed: wholeNumber('seed', values.seed),
    workers: Math.max(1, wholeNumber('workers', values.workers)),
    circuits: values.circuits.split(','),
    poses: values.poses ?? null,
  };
  if (values.worker === undefined) await generate(options);
  else await renderShare(options, wholeNumber('worker', values.worker));
}

async function generate(options: Options): Promise<void> {
  mkdirSync(options.out, { recursive: true });
  const pictures = path.join(options.out, 'frames.bin');
  writeFileSync(pictures, '');
  truncateSync(pictures, options.frames * STORED_BYTES);
  await runWorkers(__filename, process.argv.slice(2), options.workers);
  const parts = Array.from({ length: options.workers }, (_, worker) => partFile(options.out, worker));
  const rows = parts.map((part) => readFileSync(part, 'utf8')).join('');
  writeFileSync(path.join(options.out, 'labels.csv'), `${LABEL_HEADER}\n${rows}`);
  for (const part of parts) rmSync(part);
  const meta = {
    frames: options.frames,
    seed: options.seed,
    circuits: options.circuits,
    directions: ['forward', 'reverse'],
    poses: options.poses === null ? 'random about the line' : 'visited by a model',
    frames_a_look: FRAMES_A_LOOK,
    teacher: TEACHER,
    revision: revision(),
  };
  writeFileSync(path.join(options.out, 'meta.json'), `${JSON.stringify(meta, null, 2)}\n`);
}

/** The frames [first, last) of one worker, written into the files that all share. */
async function renderShare(options: Options, worker: number): Promise<void> {
  const first = Math.floor((options.frames * worker) / options.workers);
  const last = Math.floor((options.frames * (worker + 1)) / options.workers);
  const places = new Map<string, { circuit: Circuit; camera: PoseCamera }>();
  for (const name of options.circuits) {
    const circuit = await loadCircuit(name);
    places.set(name, { circuit, camera: new PoseCamera(circuit, options.seed) });
  }
  const visited = options.poses === null ? null : readVisited(options.poses);
  const store = new FrameStore(path.join(options.out, 'frames.bin'), partFile(options.out, worker));
  const progress = new ProgressLine(last - first);
  let look = '';
  for (let index = first; index < last; index++) {
    const group = Math.floor(index / FRAMES_A_LOOK);
    const name = visited?.[index].circuit ?? options.circuits[group % options.circuits.length];
    const place = places.get(name);
    if (!place) throw new ConfigurationError(`${options.poses}: circuit '${name}' is not among --circuits`);
    const { circuit, camera } = place;
    if (look !== `${group} ${name}`) {
      look = `${group} ${name}`;
      camera.appear(vary(circuit, new RandomSource(options.seed, LOOK_INDEX + group)));
    }
    const random = new RandomSource(options.seed, index);
    const direction: Direction = visited?.[index].direction ?? (random.chance(0.5) ? 'forward' : 'reverse');
    const pose = visited
      ? poseOf(circuit, direction, visited[index])
      : randomPose(circuit, direction, random);
    const label = teach(circuit, direction, pose);
    store.add(index, camera.view(pose), { ...pose, circuit: name, direction, label });
    if (worker === 0) progress.tell(index - first + 1);
  }
  store.close();
}

/** The project's commit, for the renderer decides over the pictures too; null outside of a checkout. */
function revision(): string | null {
  const git = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: __dirname, encoding: 'utf8' });
  return git.status === 0 ? git.stdout.trim() : null;
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
