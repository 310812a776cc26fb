import { createHash } from 'node:crypto';
import { cpSync, createReadStream, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Blobs } from './blobs';
import type { ReturnedFile, ReturnedFiles, RunJobReturn } from './job';
import type { RunJob } from './taken-job';

/** Where the files of a run lie, as its worker says it. */
type Delivery = Pick<RunJobReturn, 'files' | 'sharedFolder'>;

/** Brings the files of finished runs to the submitter: through Redis, or a folder that both see. */
export class ReturnFiles {
  readonly #blobs: Blobs;
  /** This worker's own setting: a queue must not say where to write. */
  readonly #sharedFolder: string | null;

  constructor(blobs: Blobs, sharedFolder: string | null) {
    this.#blobs = blobs;
    this.#sharedFolder = sharedFolder;
  }

  async send(folder: string, job: RunJob, wanted: ReturnedFiles): Promise<Delivery> {
    if (wanted === 'none') return { files: [], sharedFolder: null };
    const names = filesBelow(folder);
    const target = `${job.id}-attempt-${job.attemptsStarted}`;
    if (this.#sharedFolder !== null) return this.#share(folder, names, this.#sharedFolder, target);
    const files: ReturnedFile[] = [];
    for (const [index, name] of names.entries()) {
      const blob = `${target}-${index}`;
      files.push({ name, blob, ...(await this.#blobs.put(blob, path.join(folder, name))) });
    }
    return { files, sharedFolder: null };
  }

  async #share(folder: string, names: string[], shared: string, target: string): Promise<Delivery> {
    const unfinished = path.join(shared, `.${target}`);
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true });
    cpSync(folder, unfinished, { recursive: true });
    renameSync(unfinished, path.join(shared, target));
    const files: ReturnedFile[] = [];
    for (const name of names) {
      const file = path.join(folder, name);
      files.push({ name, blob: null, bytes: statSync(file).size, sha256: await sha256Of(file) });
    }
    return { files, sharedFolder: target };
  }
}

/** Files below a folder, with forward slashes, sorted. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  return hash.digest('hex');
}
