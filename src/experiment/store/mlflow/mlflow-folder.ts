import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse, stringify } from 'yaml';
import { ConfigurationError, escapeControls, messageOf } from '../../../errors';
import { makeFolder } from '../../../support/make-folder';
import { removeFolder } from '../run-files';
import { type MlflowRun, STARTED_TAG } from './mlflow-run';

const META = 'meta.yaml';
/** MLflow's numbers of the states of a run, and of a source on this machine. */
const STATUS = { FINISHED: 3, FAILED: 4 } as const;
const LOCAL_SOURCE = 4;
const TRASH = '.trash';

/** An MLflow file store: the folder that MLflow calls `mlruns`. */
export class MlflowFolder {
  readonly #root: string;
  readonly #experiments: Map<string, string>;

  /** @throws ConfigurationError where it is another folder, or cannot be written */
  constructor(folder: string) {
    this.#root = path.resolve(folder);
    this.#experiments = this.#writing(() => {
      makeFolder(path.join(this.#root, TRASH));
      return readExperiments(this.#root);
    });
  }

  /** Writes a run, unless it is there already. One that was done again takes the place of the former.
   *  @returns whether it was written
   *  @throws ConfigurationError where its experiment was deleted in MLflow, or the disk is full */
  write(run: MlflowRun): boolean {
    return this.#writing(() => this.#write(run));
  }

  #write(run: MlflowRun): boolean {
    const experiment =
      this.#experiments.get(run.experiment) ?? this.#addExperiment(run.experiment, run.start_ms);
    const folder = path.join(this.#root, experiment, run.id);
    const startedFile = path.join(folder, 'tags', STARTED_TAG);
    const isThere = existsSync(path.join(folder, META)) && existsSync(startedFile);
    if (isThere && readFileSync(startedFile, 'utf8') === run.tags.get(STARTED_TAG)) return false;
    // MLflow takes no folder with a point before its name for a run.
    const draft = path.join(this.#root, TRASH, `.f1-brain-${run.id}`);
    removeFolder(draft);
    writeRun(draft, run, experiment, pathToFileURL(path.join(folder, 'artifacts')).href);
    removeFolder(folder);
    renameSync(draft, folder);
    return true;
  }

  #writing<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof ConfigurationError) throw error;
      const why = `--export mlflow ${this.#root}: cannot be written: ${messageOf(error)}`;
      throw new ConfigurationError(why, { cause: error });
    }
  }

  #addExperiment(name: string, created_ms: number): string {
    // MLflow's own are of 18 digits, since its UI takes them for numbers.
    const digits = BigInt(`0x${createHash('sha256').update(name).digest('hex').slice(0, 14)}`);
    const id = String(digits % 900_000_000_000_000_000n).padStart(18, '1');
    if (existsSync(path.join(this.#root, TRASH, id))) {
      throw new ConfigurationError(
        `--export mlflow ${this.#root}: experiment '${escapeControls(name)}' is deleted there; restore it, or delete it for good`,
      );
    }
    const folder = path.join(this.#root, id);
    // One that is there has another name in MLflow since.
    if (!existsSync(path.join(folder, META))) writeExperiment(folder, id, name, created_ms);
    this.#experiments.set(name, id);
    return id;
  }
}

/** Identifiers of experiments by name. */
function readExperiments(root: string): Map<string, string> {
  const experiments = new Map<string, string>();
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    const meta = path.join(root, entry.name, META);
    if (!entry.isDirectory() || !existsSync(meta)) continue;
    const { name } = (parse(readFileSync(meta, 'utf8')) ?? {}) as { name?: unknown };
    if (typeof name === 'string') experiments.set(name, entry.name);
  }
  return experiments;
}

function writeExperiment(folder: string, id: string, name: string, created_ms: number): void {
  makeFolder(folder);
  // One that is cut off would be taken for the whole.
  const draft = path.join(folder, `.${META}`);
  writeFileSync(
    draft,
    stringify({
      artifact_location: pathToFileURL(folder).href,
      creation_time: created_ms,
      experiment_id: id,
      last_update_time: created_ms,
      lifecycle_stage: 'active',
      name,
    }),
  );
  renameSync(draft, path.join(folder, META));
}

function writeRun(folder: string, run: MlflowRun, experiment: string, artifact_uri: string): void {
  for (const name of ['metrics', 'params', 'tags', 'artifacts']) makeFolder(path.join(folder, name));
  for (const [name, value] of run.params) writeFileSync(path.join(folder, 'params', name), value);
  for (const [name, value] of run.tags) writeFileSync(path.join(folder, 'tags', name), value);
  for (const { key, value, timestamp_ms, step } of run.metrics) {
    writeFileSync(path.join(folder, 'metrics', key), `${timestamp_ms} ${value} ${step}\n`, { flag: 'a' });
  }
  for (const artifact of run.artifacts) {
    const place = path.join(folder, 'artifacts', artifact.path);
    mkdirSync(path.dirname(place), { recursive: true });
    copyFileSync(artifact.file, place);
  }
  writeFileSync(
    path.join(folder, META),
    stringify({
      artifact_uri,
      end_time: run.end_ms,
      entry_point_name: '',
      experiment_id: experiment,
      lifecycle_stage: 'active',
      run_id: run.id,
      run_name: run.name,
      run_uuid: run.id,
      source_name: '',
      source_type: LOCAL_SOURCE,
      source_version: '',
      start_time: run.start_ms,
      status: STATUS[run.status],
      tags: [],
      user_id: run.user,
    }),
  );
}
