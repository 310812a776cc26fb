import { BagError } from '../errors';
import type { BagScan, BagVisitor } from './types';

export interface ScanOptions {
  readonly signal?: AbortSignal;
  /** Told now and then which share of the file (0 to 1) has been read. */
  readonly onProgress?: (share: number) => void;
}

export async function scanBag(
  file: string,
  _visitor: BagVisitor,
  _options: ScanOptions = {},
): Promise<BagScan> {
  throw new BagError(`${file}: not yet`);
}
