import type { PlannedRun } from './planned-run';

/** Digits of the key in a folder's name: enough to tell a million runs apart. */
const KEY_DIGITS = 12;
/** Longest part of a name; file systems allow 255 bytes for all of it. */
const MOST_BYTES = 40;

/**
 * Name of the folder of a run, which a person can read and which tells every run from all others, such as
 * `simple_circuit-forward-pilotnet-r1-1a2b3c4d5e6f`.
 */
export function runFolderName({ circuit, direction, brain, model, repetition, key }: PlannedRun): string {
  // Brains that share a file but for their network differ by its name.
  const driver = model === null || model.name === brain.name ? [brain.name] : [brain.name, model.name];
  const names = [circuit.name, direction, ...driver].map(safeName);
  return [...names, `r${repetition}`, key.slice(0, KEY_DIGITS)].join('-');
}

function safeName(name: string): string {
  const safe = name.replace(/[^\p{L}\p{N}._]+/gu, '_').replace(/^\.+/, '');
  // A character that the limit cuts in two is left out.
  return (
    Buffer.from(safe)
      .subarray(0, MOST_BYTES)
      .toString()
      .replace(/\ufffd$/, '') || '_'
  );
}
