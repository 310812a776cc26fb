import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encodeModel } from '../../../src/onnx/file';
import type { OnnxModel } from '../../../src/onnx/graph';
import { findPython } from '../../helpers/python';

export interface PeerVerdict {
  /** Its complaint, null for a model that it takes. */
  readonly error: string | null;
  readonly shapes: Readonly<Record<string, number[]>>;
  readonly types: Readonly<Record<string, string>>;
}

const SCRIPT = path.join(__dirname, 'onnx_peer.py');

/** The Python interpreter with the ONNX reference package; undefined for none. */
export const PEER_PYTHON = findPython(['onnx']);

/** `describe` if the reference package is installed, or on CI. */
export const withPeer = PEER_PYTHON === undefined && !process.env.CI ? describe.skip : describe;

/** Checks models with the reference package, in one process. */
export function askPeer(models: readonly OnnxModel[]): PeerVerdict[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-peer-'));
  try {
    const files = models.map((model, i) => {
      const file = path.join(folder, `${i}.onnx`);
      writeFileSync(file, encodeModel(model));
      return file;
    });
    const text = execFileSync(PEER_PYTHON!, [SCRIPT, ...files], { encoding: 'utf8', maxBuffer: 1 << 26 });
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as PeerVerdict);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
