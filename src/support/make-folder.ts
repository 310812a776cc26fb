import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/** mkdir -p, level by level: Node's recursive mkdir never returns below a folder that accepts none (/proc). */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) makeFolder(parent);
  mkdirSync(folder);
}
