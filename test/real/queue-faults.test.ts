import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { jobId } from '../../src/experiment/queue/job';
import type { QueueAddress } from '../../src/experiment/queue/queue-address';
import { PREFIX, queueName } from '../../src/experiment/queue/queue-names';
import { QueueWorker } from '../../src/experiment/queue/queue-worker';
import { Submission } from '../../src/experiment/queue/submission';
import type { PlannedRun } from '../../src/experiment/run/planned-run';
import type { RunResult } from '../../src/experiment/run/run-result';
import { openStore } from '../../src/experiment/store/open-store';
import { faultOf } from '../../src/experiment/work/driven';
import { version } from '../../src/support/version';
import { aRun } from '../experiment/queue/runs';
import { runResult } from '../experiment/run/run-results';
import { temporaryFolder, writeRing } from '../helpers/command-line';
import { call, run } from '../helpers/in-process';
import { freePort } from './support/processes';
import { PASSWORD, RedisServer } from './support/redis-server';

const ANY_LOCK_MS = 30_000;
const BROKEN = '{"format":1,"run"';

describe('a queue', () => {
  const folder = temporaryFolder();
  let redis: RedisServer;
  let client: Redis;
  let address: QueueAddress;

  beforeAll(async () => {
    redis = new RedisServer(await freePort());
    await redis.start();
    address = { url: redis.url.replace('//', `//:${PASSWORD}@`), shown: redis.url };
    client = new Redis(address.url);
  });

  afterAll(async () => {
    client.disconnect();
    await redis.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Holds what Redis has of a run's job. */
  const keyOfJob = (planned: PlannedRun) => `${PREFIX}:${queueName(version(), [])}:${jobId(planned)}`;

  /** Submits runs and has a worker of this process drive them, as `drive` says, until all have a result.
   *  @param between is done before there is a worker */
  async function overQueue(
    runs: readonly PlannedRun[],
    drive: (planned: PlannedRun) => RunResult,
    between: () => Promise<void> = async () => {},
  ) {
    const lines: string[] = [];
    const store = openStore(path.join(folder, runs[0]!.key), { create: true });
    store.plan(runs);
    const results: RunResult[] = [];
    const submission = new Submission({
      ...{ address, store, runs, labels: [], files: 'none', sharedFolder: null },
      onResult: (result) => results.push(result),
      onWorkers: () => {},
      onTrouble: (line) => lines.push(line),
    });
    const driven: PlannedRun[] = [];
    const worker = new QueueWorker({
      driver: {
        slots: 1,
        drive: async (planned) => {
          driven.push(planned);
          return drive(planned);
        },
        close: async () => {},
      },
      files: () => ({ localize: async (planned) => planned }),
      ...{ address, labels: [], sharedFolder: null, lock_ms: ANY_LOCK_MS },
      log: (line) => lines.push(line),
    });
    const collected = submission.collect(new AbortController().signal);
    await submitted(runs);
    await between();
    const working = worker.run();
    await collected;
    worker.stop();
    await working;
    await submission.close();
    store.close();
    return { results, driven, lines };
  }

  async function submitted(runs: readonly PlannedRun[]): Promise<void> {
    for (const each of runs) {
      while ((await client.exists(keyOfJob(each))) === 0)
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  it('repeats a fault that may pass three times, and one that would come again not at all', async () => {
    const [passing, lasting] = [aRun({ seed: 1 }), aRun({ seed: 2 })];
    const { results, driven, lines } = await overQueue([passing, lasting], (planned) => ({
      ...runResult(planned, { ...faultOf('it broke'), outcome: 'fault' }),
      ...(planned.seed === 2 && { lasting: true }),
    }));
    const attempts = new Map(results.map(({ run: { seed }, attempts }) => [seed, attempts]));
    expect(attempts).toEqual(
      new Map([
        [1, 3],
        [2, 1],
      ]),
    );
    expect(driven.map(({ seed }) => seed).sort()).toEqual([1, 1, 1, 2]);
    const name = 'simple_circuit, pilotnet, repetition 1 failed';
    expect(lines.sort()).toEqual([
      `${name}, and would again: it broke`,
      ...[1, 2, 3].map((attempt) => `${name}, attempt ${attempt} of 3: it broke`),
    ]);
  });

  it('refuses a job that is not JSON by its name, and queues the run again', async () => {
    const planned = aRun({ seed: 3 });
    const stranger = new Queue(queueName(version(), []), { connection: client, prefix: PREFIX });
    const { results, lines } = await overQueue(
      [planned],
      (driven) => runResult(driven),
      async () => {
        await stranger.add('run', {}, { jobId: 'stranger' });
        for (const key of [keyOfJob(planned), keyOfJob(planned).replace(jobId(planned), 'stranger')]) {
          await client.hset(key, 'data', BROKEN);
        }
      },
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(['completed']);
    const trouble = lines.filter(
      (line) => !/^refused (stranger|run-[0-9a-f]{64}): job is not what/.test(line),
    );
    expect(new Set(trouble)).toEqual(
      new Set([
        expect.stringMatching(
          `^${jobId(planned)}: what Redis holds of this job cannot be read \\(.*\\): that run is driven again$`,
        ),
      ]),
    );
    expect(lines.filter((line) => line.startsWith('refused stranger'))).toHaveLength(1);
    await stranger.close();
  });

  it('drops what no worker has begun, and says plainly what became of each run', async () => {
    const file = path.join(folder, 'experiment.yml');
    const circuit = writeRing(folder);
    writeFileSync(
      file,
      JSON.stringify({ brains: 'line_follower', circuits: circuit, starts: 'random', repetitions: 2 }),
    );
    const environment = { F1_BRAIN_QUEUE_PASSWORD: PASSWORD };
    const args = ['experiment', file, '--out', path.join(folder, 'out'), '--queue', redis.url];
    const planned = JSON.parse((await run([...args, '--plan', '--json'], environment)).stdout) as {
      readonly runs: PlannedRun[];
    };
    const submitter = call(args, environment);
    await submitted(planned.runs);
    submitter.signals.send('SIGINT');
    const ended = await submitter.ended;
    expect(ended.code).toBe(130);
    expect(ended.stderr).toContain(
      '2 runs stay in the queue: --resume collects their results, --cancel takes out what no worker has begun',
    );
    expect(await run([...args, '--cancel'], environment)).toEqual({
      code: 0,
      stdout: '2 runs of 2 taken out of the queue\n',
      stderr: '',
    });
    expect(JSON.parse((await run([...args, '--cancel', '--json'], environment)).stdout)).toEqual({
      ...{ name: 'experiment', queue: redis.url, removed: 0, driven: 0, finished: 0 },
    });
  });
});
