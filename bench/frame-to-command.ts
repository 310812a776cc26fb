/**
 * The path of a frame in this process: frame in memory to command, stage by stage and compared with the alternatives,
 * interleaved so that a noisy machine is fair to all.
 *
 *     npx jiti bench/frame-to-command.ts --help
 */
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { integerFrom, names, program, runProgram } from '../scripts/support/program';
import { type ModelCard, readCard } from '../src/config/model-card';
import { NetworkBrain } from '../src/drive/brains/network';
import { WorkerBrain } from '../src/drive/brains/worker-brain';
import { openSession } from '../src/drive/inference/session';
import { BilinearPlan } from '../src/drive/tensor/bilinear';
import { normalisation, normalisationTables, preprocessor, tensorSize } from '../src/drive/tensor/preprocess';
import { sharpPreprocessor } from '../src/drive/tensor/sharp-resample';
import { PACKAGE_ROOT } from '../src/support/paths';
import type { Frame } from '../src/types';
import { noiseFrames } from './support/frames';
import { printMeasurements, Stopwatch } from './support/measure';

const RUNS_A_ROUND = 50;
const FRAMES = 16;
/** Rounds before those that count: they warm up caches and compilers. */
const WARM_UP_ROUNDS = 2;

interface Options {
  json: boolean;
  rounds: number;
  models: string[];
  inGraph?: string;
}

/** What is timed for a frame, by its name in the tables. */
type Variants = Record<string, (frame: Frame) => unknown>;
type Close = () => Promise<unknown>;

async function measure({ json, rounds, models, inGraph }: Options): Promise<void> {
  const closing: Close[] = [];
  const card = readCard(path.join(PACKAGE_ROOT, 'models', 'pilotnet.onnx'));
  const variants: Variants = {
    ...(await stages(card, closing)),
    ...(await wholeWays(['pilotnet', ...models], closing)),
  };
  if (inGraph !== undefined) {
    variants['frame in memory to command, resize in the graph'] = await openInGraph(inGraph);
  }
  const frames = noiseFrames(FRAMES);
  const times = new Stopwatch(Object.keys(variants));
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (const [name, run] of Object.entries(variants)) {
      for (let i = 0; i < RUNS_A_ROUND; i++) {
        const frame = frames[i % FRAMES]!;
        const start = performance.now();
        const pending = run(frame);
        if (pending instanceof Promise) await pending;
        if (round >= 0) times.add(name, performance.now() - start);
      }
    }
  }
  printMeasurements(times.summary(), json);
  await Promise.all(closing.map((close) => close()));
}

async function stages(card: ModelCard, closing: Close[]): Promise<Variants> {
  const session = await openSession(card, { provider: 'cpu', threads: 1 });
  closing.push(() => session.close());
  const wasm = preprocessor(card.input);
  const antialiased = sharpPreprocessor(card.input);
  const { width, height } = tensorSize(card.input);
  const plain = new BilinearPlan({
    inWidth: 640,
    frameHeight: 480,
    top: card.input.crop.top,
    bottom: card.input.crop.bottom,
    outWidth: width,
    outHeight: height,
    left: 0,
    tensorWidth: width,
    bytesPerPixel: 3,
    channelOffsets: [0, 1, 2],
    layout: card.input.layout,
    tables: normalisationTables(card.input),
    affine: normalisation(card.input),
  });
  return {
    'crop, resize, normalize: WebAssembly': (frame) => wasm(frame, session.input),
    'crop, resize, normalize: JavaScript': (frame) => plain.apply(frame.data, frame.step, session.input),
    'crop, resize, normalize: sharp': (frame) => antialiased(frame, session.input),
    'network alone': () => session.run(),
  };
}

/** Frame in memory to command: the first model in this thread and in one of its own, the others in this one. */
async function wholeWays([first, ...others]: [string, ...string[]], closing: Close[]): Promise<Variants> {
  const brain = await openModel(first);
  const worker = await WorkerBrain.open({
    brainFile: path.join(PACKAGE_ROOT, 'brains', `${first}.yml`),
    provider: 'cpu',
  });
  closing.push(
    () => brain.close(),
    () => worker.close(),
  );
  const variants: Variants = {
    'frame in memory to command': (frame) => brain.decide(frame),
    'frame in memory to command, own thread': (frame) => worker.decide(frame),
  };
  for (const name of others) {
    const other = await openModel(name);
    closing.push(() => other.close());
    variants[`frame in memory to command, ${name}`] = (frame) => other.decide(frame);
  }
  return variants;
}

function openModel(name: string): Promise<NetworkBrain> {
  const card = readCard(path.join(PACKAGE_ROOT, 'models', `${name}.onnx`));
  return NetworkBrain.open(name, card, { provider: 'cpu', threads: 1 });
}

/** A model that takes the camera's image as it is and crops, resizes and scales inside its graph. */
async function openInGraph(file: string): Promise<(frame: Frame) => Promise<unknown>> {
  const session = await InferenceSession.create(file, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  return (frame) => session.run({ raw: new Tensor('uint8', frame.data, [1, 480, 640, 3]) });
}

void runProgram(
  program(
    'npx jiti bench/frame-to-command.ts',
    'Times the path of a frame from memory to command, stage by stage.',
  )
    .option('--rounds <n>', `rounds of ${RUNS_A_ROUND} frames for each stage`, integerFrom(1), 20)
    .option('--models <names>', 'further models of models/, from frame to command', names, [])
    .option('--in-graph <file>', 'a model that crops and resizes inside its graph')
    .option('--json', 'print one line of JSON', false)
    .action(measure),
);
