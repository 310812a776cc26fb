import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { PACKAGE_ROOT } from '../scripts/support/paths';

/** The folder that a study works in and resumes from. */
export class StudyFolder {
  readonly path: string;

  /** @param quick what a quick study makes is never taken for the real thing */
  constructor(quick: boolean) {
    this.path = path.join(PACKAGE_ROOT, 'out', quick ? 'strategies-quick' : 'strategies');
  }

  /** A folder inside, made where it is missing. */
  sub(...names: readonly string[]): string {
    const folder = path.join(this.path, ...names);
    mkdirSync(folder, { recursive: true });
    return folder;
  }
}

/** A file as the package's folder shows it. */
export function relative(file: string): string {
  return path.relative(PACKAGE_ROOT, path.resolve(PACKAGE_ROOT, file));
}
