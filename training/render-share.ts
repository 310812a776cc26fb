import { writeFileSync } from 'node:fs';
import type { Circuit } from '../src/circuit/circuit';
import { loadCircuit } from '../src/circuit/load';
import { RandomSource } from '../src/support/random';
import { teach } from '../src/world/simulator/teacher';
import { circuitOf, framesALook, posesOfRun, type RunPlan } from './frame-poses';
import { ImageStore, labelRow } from './frame-store';
import { PoseCamera } from './pose-camera';
import { vary } from './vary';
import { rowsOf, type View } from './views';
import { ProgressLine } from './workers';

/** Looks draw from another stretch of indices than frames. */
const LOOK_INDEX = 1_000_000_000;

export interface Share {
  readonly folder: string;
  readonly views: ReadonlyMap<string, View>;
  readonly plan: RunPlan;
  /** Frames [first, last), whole runs. */
  readonly first: number;
  readonly last: number;
  /** Rows of labels.csv that belong to these frames. */
  readonly labelsFile: string;
  readonly tellsProgress: boolean;
}

/** Renders and labels one worker's frames into the image files that all share. */
export async function renderShare(share: Share): Promise<void> {
  const { plan, first, last } = share;
  const rows = rowsOf(share.views.values());
  const circuits = new Map<string, Circuit>();
  const cameras = new Map<string, PoseCamera>();
  for (const name of plan.circuits) {
    const circuit = await loadCircuit(name);
    circuits.set(name, circuit);
    cameras.set(name, new PoseCamera(circuit, plan.seed, rows));
  }
  const store = new ImageStore(share.folder, share.views);
  const labels: string[] = [];
  const progress = new ProgressLine(last - first);
  let look = '';
  for (let run = first; run < last; run += plan.sequence) {
    const poses = posesOfRun(plan, run, circuits);
    const name = circuitOf(plan, run);
    const circuit = circuits.get(name)!;
    const camera = cameras.get(name)!;
    const group = Math.floor(run / framesALook(plan));
    if (look !== `${group} ${name}`) {
      look = `${group} ${name}`;
      camera.appear(vary(circuit, new RandomSource(plan.seed, LOOK_INDEX + group), plan.mounts));
    }
    for (const [step, { direction, pose }] of poses.entries()) {
      store.add(run + step, camera.view(pose));
      const label = teach(circuit, direction, pose);
      labels.push(labelRow(run + step, { ...pose, circuit: name, direction, label }));
    }
    if (share.tellsProgress) progress.tell(run + plan.sequence - first);
  }
  store.close();
  writeFileSync(share.labelsFile, labels.map((row) => `${row}\n`).join(''));
}
