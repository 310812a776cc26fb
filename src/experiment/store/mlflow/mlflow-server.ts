import { readFileSync } from 'node:fs';
import { BrainError, ConfigurationError, escapeControls, messageOf } from '../../../errors';
import { type MlflowRun, RUN_TAG, STARTED_TAG } from './mlflow-run';

const ANSWER_MS = 60_000;
/** Most items that the server takes in one call. */
const MOST_METRICS = 500;
const MOST_ENTRIES = 100;
const PAGE = 1000;

/** The answer of the server was none, or an error. Exit code 1. */
export class MlflowError extends BrainError {}

interface ServerRun {
  readonly info: { readonly run_id: string; readonly status: string; readonly artifact_uri: string };
  readonly data?: { readonly tags?: readonly { readonly key: string; readonly value: string }[] };
}

/** MLflow's tracking server, over its REST API 2.0. */
export class MlflowServer {
  readonly #root: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #experiments = new Map<
    string,
    { readonly id: string; readonly runs: ReadonlyMap<string, ServerRun> }
  >();
  #withoutArtifacts = 0;

  /** @param env for MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD and MLFLOW_TRACKING_TOKEN, as MLflow's client
   *  @throws ConfigurationError */
  constructor(uri: string, env: Readonly<NodeJS.ProcessEnv>) {
    const url = parseUrl(uri);
    const [user, password] = [url.username, url.password].map(decodeURIComponent);
    const name = user || env.MLFLOW_TRACKING_USERNAME;
    const secret = `${name}:${password || (env.MLFLOW_TRACKING_PASSWORD ?? '')}`;
    const basic = name && `Basic ${Buffer.from(secret).toString('base64')}`;
    const token = env.MLFLOW_TRACKING_TOKEN && `Bearer ${env.MLFLOW_TRACKING_TOKEN}`;
    this.#headers = basic || token ? { authorization: (basic || token)! } : {};
    this.#root = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  }

  /** Runs whose artifacts the server keeps where only it can write. */
  get withoutArtifacts(): number {
    return this.#withoutArtifacts;
  }

  /** Logs a run, unless it is there already. One that was done again takes the place of the former, as does one that was
   *  cut off.
   *  @returns whether it was logged
   *  @throws MlflowError */
  async write(run: MlflowRun): Promise<boolean> {
    const { id, runs } = await this.#experiment(run.experiment);
    const former = runs.get(run.id);
    if (former !== undefined) {
      const isSame = tagOf(former, STARTED_TAG) === run.tags.get(STARTED_TAG);
      if (isSame && former.info.status === run.status) return false;
      await this.#post('runs/delete', { run_id: former.info.run_id });
    }
    const { run: made } = await this.#post<{ run: ServerRun }>('runs/create', {
      experiment_id: id,
      run_name: run.name,
      user_id: run.user,
      start_time: run.start_ms,
      tags: entriesOf(run.tags),
    });
    await this.#log(made.info.run_id, run);
    await this.#upload(made.info.artifact_uri, run);
    // What is not finished is known by that.
    await this.#post('runs/update', { run_id: made.info.run_id, status: run.status, end_time: run.end_ms });
    return true;
  }

  async #log(run_id: string, run: MlflowRun): Promise<void> {
    for (const params of chunks(entriesOf(run.params), MOST_ENTRIES)) {
      await this.#post('runs/log-batch', { run_id, params });
    }
    const metrics = run.metrics.map(({ key, value, timestamp_ms, step }) => ({
      key,
      value,
      timestamp: timestamp_ms,
      step,
    }));
    for (const part of chunks(metrics, MOST_METRICS)) {
      await this.#post('runs/log-batch', { run_id, metrics: part });
    }
  }

  /** Uploads where the server takes artifacts over HTTP. */
  async #upload(uri: string, { artifacts }: MlflowRun): Promise<void> {
    const [, place] = /^mlflow-artifacts:(?:\/\/[^/]*)?\/*(.*)$/.exec(uri) ?? [];
    if (place === undefined) {
      this.#withoutArtifacts += 1;
      return;
    }
    for (const artifact of artifacts) {
      const name = `${place}/${artifact.path}`.split('/').map(encodeURIComponent).join('/');
      await this.#call('PUT', `mlflow-artifacts/artifacts/${name}`, readFileSync(artifact.file));
    }
  }

  async #experiment(name: string) {
    const known = this.#experiments.get(name);
    if (known !== undefined) return known;
    const id =
      (await this.#find(name)) ??
      (await this.#post<{ experiment_id: string }>('experiments/create', { name })).experiment_id;
    const experiment = { id, runs: await this.#runsOf(id) };
    this.#experiments.set(name, experiment);
    return experiment;
  }

  async #find(name: string): Promise<string | null> {
    const query = `experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`;
    const found = await this.#call<{ experiment: { experiment_id: string; lifecycle_stage?: string } }>(
      'GET',
      `mlflow/${query}`,
      null,
      true,
    );
    if (found?.experiment.lifecycle_stage === 'deleted') {
      throw new MlflowError(
        `${this.#root}: experiment '${escapeControls(name)}' is deleted there; restore it, or delete it for good`,
      );
    }
    return found?.experiment.experiment_id ?? null;
  }

  /** Our runs of an experiment, by their tags. */
  async #runsOf(experiment: string): Promise<ReadonlyMap<string, ServerRun>> {
    const runs = new Map<string, ServerRun>();
    for (let page_token: string | undefined; ; ) {
      const answer: { runs?: ServerRun[]; next_page_token?: string } = await this.#post('runs/search', {
        experiment_ids: [experiment],
        max_results: PAGE,
        ...(page_token && { page_token }),
      });
      for (const run of answer.runs ?? []) {
        const id = tagOf(run, RUN_TAG);
        if (id !== null) runs.set(id, run);
      }
      page_token = answer.next_page_token;
      if (!page_token) return runs;
    }
  }

  #post<T>(method: string, body: object): Promise<T> {
    return this.#call('POST', `mlflow/${method}`, JSON.stringify(body)) as Promise<T>;
  }

  /** @param orNull what the server does not have is null
   *  @throws MlflowError */
  async #call<T>(
    method: string,
    name: string,
    body: string | Buffer | null,
    orNull = false,
  ): Promise<T | null> {
    const url = `${this.#root}/api/2.0/${name}`;
    const type = typeof body === 'string' ? 'application/json' : 'application/octet-stream';
    const response = await fetch(url, {
      method,
      headers: { ...this.#headers, ...(body !== null && { 'content-type': type }) },
      ...(body !== null && { body: typeof body === 'string' ? body : new Uint8Array(body) }),
      signal: AbortSignal.timeout(ANSWER_MS),
    }).catch((error: unknown) => {
      throw new MlflowError(`${this.#root}: MLflow's server does not answer: ${reasonOf(error)}`, {
        cause: error,
      });
    });
    const text = await response.text();
    const answer = parseAnswer(text);
    if (response.ok) return answer as T;
    if (orNull && answer?.error_code === 'RESOURCE_DOES_NOT_EXIST') return null;
    const why = String(answer?.message ?? text).slice(0, 300);
    throw new MlflowError(
      `${this.#root}: MLflow's server refused ${name.split('?')[0]} with ${response.status}: ${escapeControls(why)}` +
        (response.status === 401 || response.status === 403
          ? '; set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN'
          : ''),
    );
  }
}

function parseUrl(uri: string): URL {
  try {
    return new URL(uri);
  } catch {
    throw new ConfigurationError(`--export mlflow ${uri}: is no address; write http://HOST:PORT`);
  }
}

function parseAnswer(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}

/** What `fetch` says of a connection is in its cause. */
function reasonOf(error: unknown): string {
  const cause = (error as { cause?: unknown }).cause;
  return messageOf(cause instanceof Error && cause.message !== '' ? cause : error);
}

function tagOf({ data }: ServerRun, key: string): string | null {
  return data?.tags?.find((tag) => tag.key === key)?.value ?? null;
}

function entriesOf(map: ReadonlyMap<string, string>): { readonly key: string; readonly value: string }[] {
  return [...map].map(([key, value]) => ({ key, value }));
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
