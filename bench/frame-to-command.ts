/**
 * The way of a frame in this process: frame in memory to command, stage by stage and against the
 * alternatives, interleaved so that a noisy machine is fair to all.
 *
 *     npx jiti bench/frame-to-command.ts [--json] [--rounds 20] [--in-graph FILE.onnx] [--models NAME,NAME]
 *
 * --models names further models of models/, each measured from frame to command.
 */
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { readCard } from '../src/config/model-card';
import { NetworkBrain } from '../src/drive/brains/network';
import { WorkerBrain } from '../src/drive/brains/worker-brain';
import { openSession } from '../src/drive/inference/session';
import { BilinearPlan } from '../src/drive/tensor/bilinear';
import { normalisation, normalisationTables, preprocessor } from '../src/drive/tensor/preprocess';
import { sharpPreprocessor } from '../src/drive/tensor/sharp-resample';
import { PACKAGE_ROOT } from '../src/support/paths';
import type { Frame } from '../src/types';
import { argument, flag, type Measured, printMeasurements, summary } from './measure';

const RUNS_A_ROUND = 50;
const FRAMES = 16;

async function main(): Promise<void> {
  const card = readCard(path.join(PACKAGE_ROOT, 'models', 'pilotnet.onnx'));
  const frames = noiseFrames();
  const session = await openSession(card, { provider: 'cpu', threads: 1 });
  const brain = await NetworkBrain.open('pilotnet', card, { provider: 'cpu', threads: 1 });
  const worker = await WorkerBrain.open({
    brainFile: path.join(PACKAGE_ROOT, 'brains', 'pilotnet.yml'),
    provider: 'cpu',
  });
  const wasm = preprocessor(card.input);
  const antialiased = sharpPreprocessor(card.input);
  const plain = new BilinearPlan({
    inWidth: 640,
    frameHeight: 480,
    top: card.input.crop.top,
    bottom: card.input.crop.bottom,
    outWidth: card.input.shape[3],
    outHeight: card.input.shape[2],
    left: 0,
    tensorWidth: card.input.shape[3],
    bytesPerPixel: 3,
    channelOffsets: [0, 1, 2],
    layout: card.input.layout,
    tables: normalisationTables(card.input),
    affine: normalisation(card.input),
  });

  const variants: Record<string, (frame: Frame) => unknown> = {
    'crop, resize, normalise: WebAssembly': (frame) => wasm(frame, session.input),
    'crop, resize, normalise: JavaScript': (frame) => plain.apply(frame.data, frame.step, session.input),
    'crop, resize, normalise: sharp': (frame) => antialiased(frame, session.input),
    'network alone': () => session.run(),
    'frame in memory to command': (frame) => brain.decide(frame),
    'frame in memory to command, own thread': (frame) => worker.decide(frame),
  };
  const others = await Promise.all((argument('--models') ?? '').split(',').filter(Boolean).map(openModel));
  for (const other of others)
    variants[`frame in memory to command, ${other.name}`] = (frame) => other.decide(frame);
  const inGraph = argument('--in-graph');
  if (inGraph !== null) {
    const run = await openInGraph(inGraph);
    variants['frame in memory to command, resize in the graph'] = run;
  }

  const rounds = Number(argument('--rounds') ?? 20);
  const times: Record<string, number[]> = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
  for (let round = -2; round < rounds; round++) {
    for (const [name, run] of Object.entries(variants)) {
      for (let i = 0; i < RUNS_A_ROUND; i++) {
        const frame = frames[i % FRAMES]!;
        const start = performance.now();
        const pending = run(frame);
        if (pending instanceof Promise) await pending;
        // The first rounds warm up caches and compilers.
        if (round >= 0) times[name]!.push(performance.now() - start);
      }
    }
  }
  const measured: Record<string, Measured> = Object.fromEntries(
    Object.entries(times).map(([name, samples]) => [name, summary(samples)]),
  );
  printMeasurements(measured, flag('--json'));
  await Promise.all([session.close(), brain.close(), worker.close(), ...others.map((o) => o.close())]);
}

function openModel(name: string): Promise<NetworkBrain> {
  const card = readCard(path.join(PACKAGE_ROOT, 'models', `${name}.onnx`));
  return NetworkBrain.open(name, card, { provider: 'cpu', threads: 1 });
}

/** A model that takes the camera picture as it is and crops, resizes and scales inside its graph. */
async function openInGraph(file: string): Promise<(frame: Frame) => Promise<unknown>> {
  const session = await InferenceSession.create(file, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  return (frame) => session.run({ raw: new Tensor('uint8', frame.data, [1, 480, 640, 3]) });
}

function noiseFrames(): Frame[] {
  let state = 1;
  return Array.from({ length: FRAMES }, (_, sequence) => {
    const data = new Uint8Array(640 * 480 * 3);
    for (let i = 0; i < data.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      data[i] = state >>> 24;
    }
    return {
      width: 640,
      height: 480,
      step: 1920,
      encoding: 'rgb8' as const,
      data,
      sequence,
      stamp: null,
      arrival_ms: 0,
    };
  });
}

void main();
