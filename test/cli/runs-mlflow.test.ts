import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { fillStore } from '../experiment/store/support/fill-store';
import { StandInMlflow } from '../experiment/store/support/mlflow-server';
import { call } from '../helpers/in-process';

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'f1-mlflow-'));
  folder = path.join(root, 'store');
  fillStore(folder);
  for (const name of runFolders()) {
    for (const file of ['lap.png', 'a.bag']) writeFileSync(path.join(folder, 'runs', name, file), file);
  }
});
afterEach(() => rmSync(root, { recursive: true }));

const runFolders = () => readdirSync(path.join(folder, 'runs')).filter((name) => !name.startsWith('.'));
const exported = (target: string, env: NodeJS.ProcessEnv = {}) =>
  call(['runs', '--export', 'mlflow', target, folder], env).ended;

describe('the export to an MLflow file store', () => {
  const mlruns = () => path.join(root, 'mlruns');
  const read = (...parts: string[]) => readFileSync(path.join(...parts), 'utf8');

  /** The experiment and its runs, as MLflow's FileStore looks for them. */
  function readStore() {
    const [experiment, ...others] = readdirSync(mlruns()).filter((name) => name !== '.trash');
    expect(others).toEqual([]);
    const place = path.join(mlruns(), experiment!);
    const runs = readdirSync(place).filter((name) => name !== 'meta.yaml');
    return {
      experiment,
      meta: parse(read(place, 'meta.yaml')),
      runs: runs.map((name) => path.join(place, name)),
    };
  }

  it('has an experiment with its runs, their parameters, metrics, tags and artifacts', async () => {
    const { code, stdout } = await exported(mlruns());
    expect([code, stdout]).toEqual([0, `${mlruns()}: 6 runs exported to MLflow\n`]);
    const { experiment, meta, runs } = readStore();
    expect(experiment).toMatch(/^\d{18}$/);
    expect(meta).toMatchObject({ experiment_id: experiment, name: 'trial', lifecycle_stage: 'active' });
    expect(runs).toHaveLength(6);
    const trapped = runs.find((run) => read(run, 'tags', 'outcome') === 'trapped')!;
    const run = parse(read(trapped, 'meta.yaml'));
    expect(run).toMatchObject({
      run_id: path.basename(trapped),
      run_uuid: path.basename(trapped),
      experiment_id: experiment,
      status: 3,
      source_type: 4,
      start_time: Date.parse('2026-11-30T10:36:06.000Z'),
      end_time: Date.parse('2026-11-30T10:36:09.900Z'),
    });
    expect(path.basename(trapped)).toMatch(/^[0-9a-f]{32}$/);
    expect(read(trapped, 'params', 'brain')).toBe('line_follower');
    expect(read(trapped, 'tags', 'mlflow.runName')).toBe(run.run_name);
    expect(read(trapped, 'tags', 'mlflow.note.content')).toBe('moved 0.1 m in 10 s');
    expect(read(trapped, 'metrics', 'completed')).toBe(`${run.end_time} 0 0\n`);
    expect(readdirSync(path.join(trapped, 'metrics'))).not.toContain('lap_seconds');
    const artifacts = fileURLToPath(run.artifact_uri);
    expect(artifacts).toBe(path.join(trapped, 'artifacts'));
    expect(readdirSync(artifacts).sort()).toEqual(['lap.png', 'result.json']);
  });

  it('has the lap times as steps', async () => {
    await exported(mlruns());
    const { runs } = readStore();
    const first = runs.find((run) => read(run, 'params', 'seed') === '1')!;
    expect(read(first, 'metrics', 'lap_time_s')).toBe(`${Date.parse('2026-11-30T10:36:31.100Z')} 25.1 1\n`);
  });

  it('has every run once, however often it is exported, and what was written in MLflow stays', async () => {
    await exported(mlruns());
    const note = path.join(readStore().runs[0]!, 'tags', 'mine');
    writeFileSync(note, 'good');
    expect((await exported(mlruns())).stdout).toContain('0 runs exported to MLflow, 6 there already');
    expect(readStore().runs).toHaveLength(6);
    expect(readFileSync(note, 'utf8')).toBe('good');
    // One that was cut off is done again.
    rmSync(path.join(readStore().runs[1]!, 'meta.yaml'));
    expect((await exported(mlruns())).stdout).toContain('1 run exported to MLflow, 5 there already');
  });

  it('adds to an experiment that was renamed in MLflow, and leaves its name', async () => {
    await exported(mlruns());
    const { experiment, meta, runs } = readStore();
    const metaFile = path.join(mlruns(), experiment!, 'meta.yaml');
    const renamed = stringify({ ...meta, name: 'mine' });
    writeFileSync(metaFile, renamed);
    rmSync(runs[0]!, { recursive: true });
    expect((await exported(mlruns())).stdout).toContain('1 run exported to MLflow, 5 there already');
    expect(readFileSync(metaFile, 'utf8')).toBe(renamed);
  });

  it('refuses an experiment that was deleted in MLflow', async () => {
    await exported(mlruns());
    const { experiment } = readStore();
    renameSync(path.join(mlruns(), experiment!), path.join(mlruns(), '.trash', experiment!));
    const { code, stderr } = await exported(mlruns());
    expect([code, stderr]).toEqual([
      2,
      `f1-brain: --export mlflow ${mlruns()}: experiment 'trial' is deleted there; restore it, or delete it for good\n`,
    ]);
    expect(readdirSync(mlruns())).toEqual(['.trash']);
  });

  it('says where it cannot be written', async () => {
    const file = path.join(root, 'file');
    writeFileSync(file, '');
    const { code, stderr } = await exported(file);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining(`--export mlflow ${file}: cannot be written`),
    ]);
  });
});

describe('the export to an MLflow server', () => {
  let server: StandInMlflow;
  let address: string;
  beforeEach(async () => {
    server = new StandInMlflow();
    address = await server.listen();
  });
  afterEach(() => server.close());

  it('logs every run with all that is known of it, once', async () => {
    expect((await exported(address)).stdout).toBe(`${address}: 6 runs exported to MLflow\n`);
    expect(server.experiments).toEqual(['trial']);
    expect(server.living.map(({ info }) => info.status)).toEqual(Array(6).fill('FINISHED'));
    const { info, data } = server.living[0]!;
    expect(data.params).toContainEqual({ key: 'brain', value: 'pilotnet' });
    expect(data.metrics).toContainEqual({
      key: 'lap_seconds',
      value: 25.1,
      timestamp: info.end_time,
      step: 0,
    });
    expect(data.tags).toContainEqual({ key: 'outcome', value: 'completed' });
    expect(server.artifacts.get(`0/${info.run_id}/artifacts/lap.png`)).toBe('lap.png');
    expect(info.user_id).toBe(userInfo().username);
    expect(server.artifacts.size).toBe(12);
    expect((await exported(address)).stdout).toContain('0 runs exported to MLflow, 6 there already');
    expect(server.living).toHaveLength(6);
  });

  it('completes what was cut off', async () => {
    server.breakAt = 5;
    const { code, stderr } = await exported(address);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(`${address}: MLflow's server does not answer`),
    ]);
    server.breakAt = 0;
    expect((await exported(address)).stdout).toMatch(/: [45] runs exported to MLflow, [12] there already/);
    expect(server.living.map(({ info }) => info.status)).toEqual(Array(6).fill('FINISHED'));
  });

  it('says who may write, and takes what MLflow’s own client takes', async () => {
    server.authorization = `Basic ${Buffer.from('me:secret').toString('base64')}`;
    const { code, stderr } = await exported(address);
    expect([code, stderr]).toEqual([
      1,
      `f1-brain: ${address}: MLflow's server refused mlflow/experiments/get-by-name with 401: not you; ` +
        'set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN\n',
    ]);
    const env = { MLFLOW_TRACKING_USERNAME: 'me', MLFLOW_TRACKING_PASSWORD: 'secret' };
    expect((await exported(address, env)).code).toBe(0);
  });

  it('says where artifacts stay behind', async () => {
    server.artifactRoot = 'file:///srv/mlruns/';
    const { code, stderr } = await exported(address);
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining('keeps artifacts where it takes none over HTTP'),
    ]);
    expect(server.artifacts.size).toBe(0);
  });

  it('says where nobody answers', async () => {
    const { code, stderr } = await exported('http://127.0.0.1:1');
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining("http://127.0.0.1:1: MLflow's server does not answer"),
    ]);
    expect((await exported('http://[')).code).toBe(2);
  });
});
