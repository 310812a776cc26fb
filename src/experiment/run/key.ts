import { createHash } from 'node:crypto';
import type { PlannedFile, PlannedRun } from './planned-run';

/**
 * Identity of a run: the SHA-256, in hexadecimal, of the canonical JSON of everything that decides how it goes and what it
 * leaves. Paths, names of files and the experiment's name are left out, so that the same run has the same key on every
 * machine; a file counts by its content.
 */
export function keyOf(run: Omit<PlannedRun, 'key'>): string {
  const {
    experiment: _,
    brain,
    model,
    circuit,
    perfectLap,
    start,
    world,
    cameraTiming,
    timingFile,
    ...rest
  } = run;
  const { cameraTiming: _path, ...timing } = cameraTiming;
  return hashJson({
    ...rest,
    brain: { ...contentOf(brain), module: contentOf(brain.module) },
    model: model && { ...contentOf(model), card: model.card_sha256 },
    // A file says how the circuit looks; a name that two machines may give to different files does not.
    circuit: circuit.file === null ? { name: circuit.name } : contentOf(circuit.file),
    perfectLap: contentOf(perfectLap),
    start: start.kind === 'default' ? { kind: start.kind } : { ...start, name: undefined },
    world: world.kind === 'gazebo' ? { kind: world.kind, launch: fileNameOf(world.launch) } : world,
    cameraTiming: timing,
    timingFile: contentOf(timingFile),
  });
}

/** SHA-256 of a value's JSON with sorted keys, so that the order in which an object was made does not matter. */
export function hashJson(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function contentOf(file: PlannedFile | null): { readonly sha256: string } | null {
  return file && { sha256: file.sha256 };
}

function fileNameOf(file: string): string {
  return file.replace(/^.*[/\\]/, '');
}
