import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/** mkdir -p, step by step: Node's own recursive mkdir never returns where a parent takes no folders (/proc). */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) makeFolder(parent);
  mkdirSync(folder);
}
