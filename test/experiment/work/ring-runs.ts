import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keyOf } from '../../../src/experiment/run/key';
import { hashFile, planFile } from '../../../src/experiment/run/planned-files';
import type { PlannedRun } from '../../../src/experiment/run/planned-run';
import { PACKAGE_ROOT } from '../../../src/support/paths';
import { writeRing } from '../../helpers/command-line';
import { plannedRun } from '../run/run-results';

export function newFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'f1-brain-work-'));
}

const ring = writeRing(newFolder());

type Changes = Partial<Omit<PlannedRun, 'key'>>;

/** A lap of 50 m in lockstep by the line follower, which takes half a second and leaves nothing. */
export function ringRun(changes: Changes = {}): PlannedRun {
  const { key: _, ...run } = plannedRun('ring', {
    brain: brainAt(path.join(PACKAGE_ROOT, 'brains', 'line_follower.yml')),
    circuit: { name: 'ring', file: planFile(ring, 'ring') },
    ...changes,
  });
  return { key: keyOf(run), ...run };
}

/** The same by a network of ours. */
export function networkRun(changes: Changes = {}): PlannedRun {
  const file = (name: string) => path.join(PACKAGE_ROOT, 'models', name);
  return ringRun({
    brain: brainAt(path.join(PACKAGE_ROOT, 'brains', 'pilotnet.yml')),
    model: { ...planFile(file('slim_pilotnet.onnx')), card_sha256: hashFile(file('slim_pilotnet.card.yml')) },
    ...changes,
  });
}

/** The same by a module, whose code is given. */
export function moduleRun(code: string, changes: Changes = {}): PlannedRun {
  const folder = newFolder();
  const module = path.join(folder, 'brain.js');
  const brain = path.join(folder, 'brain.yml');
  writeFileSync(module, code);
  writeFileSync(brain, 'Behaviors: {Robot: {BrainPath: ./brain.js, Type: f1}}\n');
  return ringRun({ brain: { ...brainAt(brain), module: planFile(module) }, ...changes });
}

function brainAt(file: string): PlannedRun['brain'] {
  return { ...planFile(file), entry: null, module: null };
}
