import { readFileSync } from 'node:fs';
import { ModelError, messageOf } from '../errors';
import { decodeModel } from './decode';
import type { OnnxModel } from './graph';

export { decodeModel } from './decode';
export { encodeModel } from './encode';

/** Reads an ONNX file. @throws ModelError when it cannot be read, and like decodeModel */
export function readModel(file: string): OnnxModel {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new ModelError(
      `${file}: ${missing ? 'no such model file' : `cannot be read: ${messageOf(error)}`}`,
      { cause: error },
    );
  }
  return decodeModel(bytes, file);
}
