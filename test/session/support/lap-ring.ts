import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BuiltInSessionOptions } from '../../../src/session/session-options';
import { writeRing } from '../../helpers/command-line';

export function newFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'f1-brain-session-'));
}

const ring = writeRing(newFolder());

/** Options of a lap of 50 m in lockstep, which takes half a second and writes nothing. */
export function ringLap(options: Partial<BuiltInSessionOptions> = {}): BuiltInSessionOptions {
  return { world: 'lockstep', brain: 'line_follower', circuit: ring, out: null, ...options };
}
