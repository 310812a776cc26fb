import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { countEntries, formatBrainEntry } from '../../config/brain-entry';
import { readBrain } from '../../config/brain-file';
import { readBrainYaml } from '../../config/brain-yaml';
import { cardFileOf } from '../../config/model-card';
import { messageOf } from '../../errors';
import { PACKAGE_ROOT } from '../../support/paths';
import { hashBrain, hashFile } from '../run/planned-files';
import type { PlannedBrain, PlannedFile, PlannedModel, PlannedRun, PlannedWorld } from '../run/planned-run';
import type { Blobs } from './blobs';
import type { RunFiles } from './run-driver';

/** Endings of the data that a queue may bring: circuits, perfect laps, camera timings. */
const DATA_ENDING = /\.(ya?ml|bag|csv)$/i;
const LAUNCH_ENDING = /\.(launch|world)$/;

export interface LocalFilesOptions {
  /** Folders beside brains/ and models/ in which brain files and models are looked for. */
  readonly folders: readonly string[];
  /** Where data that came through the queue is kept. */
  readonly dataFolder: string;
  readonly blobs: Pick<Blobs, 'get' | 'has'>;
}

/**
 * The files of queued runs on this machine. Brains, their modules and models are this machine's own, and have to have the
 * same content as the submitter's: a queue brings no code. Circuits, perfect laps and camera timings are data, which come
 * through the queue where they are missing.
 */
export class LocalFiles implements RunFiles {
  readonly #options: LocalFilesOptions;
  readonly #hashes = new Map<string, string>();

  constructor(options: LocalFilesOptions) {
    this.#options = options;
  }

  async localize(run: PlannedRun): Promise<PlannedRun | { readonly lacks: readonly string[] }> {
    const lacks: string[] = [];
    const brain = this.#brain(run.brain) ?? this.#lack(lacks, `brain file ${run.brain.name}`, run.brain);
    const model =
      run.model && (this.#model(run.model) ?? this.#lack(lacks, `model ${run.model.name}`, run.model));
    if (brain === null || lacks.length > 0) return { lacks };
    const { circuit, perfectLap, timingFile, cameraTiming } = run;
    const timing = timingFile && (await this.#data(timingFile));
    return {
      ...run,
      brain,
      model,
      world: this.#world(run.world),
      circuit: { ...circuit, file: circuit.file && (await this.#data(circuit.file)) },
      perfectLap: perfectLap && (await this.#data(perfectLap)),
      timingFile: timing,
      cameraTiming: timing === null ? cameraTiming : { ...cameraTiming, cameraTiming: timing.path },
    };
  }

  #lack(lacks: string[], what: string, { sha256 }: PlannedFile): null {
    const folders = this.#options.folders.join(', ') || 'none';
    lacks.push(
      `${what} with SHA-256 ${sha256.slice(0, 12)}... is not in brains/, models/ or the folders of --files (${folders})`,
    );
    return null;
  }

  #brain(brain: PlannedBrain): PlannedBrain | null {
    const files = this.#files('brains', /\.ya?ml$/i, brain.path);
    for (const file of files) {
      const entry = this.#entryOf(file, brain);
      if (entry === undefined) continue;
      const module = this.#module(file, entry, brain.module);
      if (module !== undefined) return { ...brain, path: file, entry, module };
    }
    return null;
  }

  /** Which brain of a file is the one that is looked for; undefined where none is. */
  #entryOf(file: string, { entry, sha256 }: PlannedBrain): number | null | undefined {
    if (entry === null) return this.#hash(file) === sha256 ? null : undefined;
    try {
      const count = countEntries(readBrainYaml(file).value);
      return Array.from({ length: count }, (_, index) => index + 1).find(
        (one) => hashBrain({ file, entry: one }) === sha256,
      );
    } catch {
      // Not every YAML file is a brain's.
      return undefined;
    }
  }

  /** The module that a brain's file names; undefined where it is another than the submitter's. */
  #module(file: string, entry: number | null, wanted: PlannedFile | null): PlannedFile | null | undefined {
    if (wanted === null) return null;
    try {
      const { kind } = readBrain(formatBrainEntry({ file, entry }));
      if (kind.type !== 'module' || this.#hash(kind.file) !== wanted.sha256) return undefined;
      return { ...wanted, path: kind.file };
    } catch {
      return undefined;
    }
  }

  #model(model: PlannedModel): PlannedModel | null {
    const found = this.#files('models', /\.onnx$/i, model.path).find(
      (file) => this.#hash(file) === model.sha256 && this.#hash(cardFileOf(file)) === model.card_sha256,
    );
    return found === undefined ? null : { ...model, path: found };
  }

  /** A launch file is code: the worker's own of that name, never a path that the queue says. */
  #world(world: PlannedWorld): PlannedWorld {
    if (world.kind !== 'gazebo') return world;
    const name = path.basename(world.launch.replaceAll('\\', '/'));
    const own = this.#options.folders
      .map((folder) => path.resolve(folder, name))
      .find((file) => LAUNCH_ENDING.test(file) && statSync(file, { throwIfNoEntry: false })?.isFile());
    return { kind: world.kind, launch: own ?? name };
  }

  /** Files that may be the one that is looked for, those of its name first. */
  #files(shipped: string, ending: RegExp, like: string): string[] {
    const name = path.basename(like);
    return [path.join(PACKAGE_ROOT, shipped), ...this.#options.folders]
      .filter((folder) => existsSync(folder))
      .flatMap((folder) => readdirSync(folder).map((file) => path.resolve(folder, file)))
      .filter((file) => ending.test(file) && statSync(file, { throwIfNoEntry: false })?.isFile())
      .sort((a, b) => Number(path.basename(b) === name) - Number(path.basename(a) === name));
  }

  /** Hash of a file's content, looked at again when the file has changed; '' where it cannot be read. */
  #hash(file: string): string {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat?.isFile()) return '';
    const key = `${file}\n${stat.mtimeMs}\n${stat.size}`;
    const known = this.#hashes.get(key);
    if (known !== undefined) return known;
    try {
      const hash = hashFile(file);
      this.#hashes.set(key, hash);
      return hash;
    } catch (error) {
      // It vanished meanwhile, or may not be read: it is not the one.
      return `unreadable: ${messageOf(error)}`;
    }
  }

  /** Named as at the submitter, since names of circuits are those of their files. */
  async #data(file: PlannedFile): Promise<PlannedFile> {
    const name = path.basename(file.path.replaceAll('\\', '/'));
    const folder = path.join(this.#options.dataFolder, file.sha256);
    const local = path.join(folder, DATA_ENDING.test(name) && !name.startsWith('.') ? name : 'data');
    if (this.#hash(local) !== file.sha256) {
      mkdirSync(folder, { recursive: true });
      await this.#options.blobs.get(`data-${file.sha256}`, local, file.sha256);
    }
    return { ...file, path: local };
  }
}
