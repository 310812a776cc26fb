import type { ChildProcess } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { OUTCOME_COLUMNS } from '../../src/experiment/run/outcome-columns';
import type { RunRow } from '../../src/experiment/run/run-row';
import { RandomSource } from '../../src/support/random';
import { type Ended, run, start, temporaryFolder, writeRing } from '../helpers/command-line';
import { freePort } from './support/processes';
import { PASSWORD, RedisServer } from './support/redis-server';

const RUNS = 200;
const WORKERS = 4;

describe('an experiment over a queue', () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'experiment.yml');
  const environment = { F1_BRAIN_QUEUE_PASSWORD: PASSWORD };
  const workers: ChildProcess[] = [];
  let redis: RedisServer;

  const startWorker = () => {
    const args = ['worker', '--queue', redis.url, '--workers', '1', '--lock', '3'];
    workers.push(start(args, environment).child);
  };

  beforeAll(async () => {
    redis = new RedisServer(await freePort());
    await redis.start();
    const circuit = writeRing(folder);
    writeFileSync(
      file,
      [
        'name: ring',
        'brains: [slim_pilotnet, line_follower]',
        `circuits: ["${circuit}"]`,
        'directions: [forward, reverse]',
        'starts: random',
        `repetitions: ${RUNS / 4}`,
        'timeout_s: 3',
        'record: false',
      ].join('\n'),
    );
  });

  afterAll(async () => {
    for (const worker of workers) worker.kill('SIGKILL');
    await redis.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is told at once of a wrong password, and of a server or a database that is not there', async () => {
    const args = ['experiment', file, '--out', path.join(folder, 'refused'), '--queue'];
    const refused = await run([...args, redis.url], { F1_BRAIN_QUEUE_PASSWORD: 'wrong' });
    expect(refused).toMatchObject({ code: 7, stderr: expect.stringMatching(/Redis refuses the password/) });
    const absent = await run([...args, `redis://127.0.0.1:${await freePort()}`]);
    expect(absent).toMatchObject({
      code: 7,
      stderr: expect.stringMatching(/no Redis answers .*start redis-server/),
    });
    const withoutTls = await run([...args, redis.url.replace('redis:', 'rediss:')], environment);
    expect(withoutTls).toMatchObject({ code: 7, stderr: expect.stringMatching(/without TLS .*redis:/) });
    const beyond = await run([...args, `${redis.url}/9999`], { F1_BRAIN_QUEUE_PASSWORD: PASSWORD });
    expect(beyond).toMatchObject({ code: 7, stderr: expect.stringMatching(/has no such database/) });
    expect(refused.stderr + absent.stderr + withoutTls.stderr + beyond.stderr).not.toMatch(/wrong:|s3cret/);
  });

  it(`gives ${RUNS} runs once each and as a single machine does, though workers are killed and Redis is restarted`, async () => {
    const random = new RandomSource(1, 0);
    const submission = start(
      ['experiment', file, '--out', path.join(folder, 'queue'), '--queue', redis.url, '--json'],
      environment,
    );
    let isOver = false;
    const ended = submission.ended.finally(() => {
      isOver = true;
    });
    for (let i = 0; i < WORKERS; i++) startWorker();
    for (let kills = 0; !isOver; kills++) {
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 1000 + 2000 * random.next()))]);
      if (isOver || kills >= 12) continue;
      if (kills === 4) {
        await redis.stop('SIGKILL');
        await redis.start();
      }
      random
        .pick(workers.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null))
        .kill('SIGKILL');
      startWorker();
    }
    const overQueue = rowsOf(await ended);
    const alone = rowsOf(await run(['experiment', file, '--out', path.join(folder, 'alone'), '--json']));

    expect(overQueue).toHaveLength(RUNS);
    expect(new Set(overQueue.map(({ key }) => key)).size).toBe(RUNS);
    expect(outcomesOf(overQueue)).toEqual(outcomesOf(alone));
    // Workers were killed while they drove.
    expect(overQueue.filter(({ attempts }) => Number(attempts) > 1).length).toBeGreaterThan(0);
    const listed = await run(['runs', path.join(folder, 'queue'), '--json']);
    expect(JSON.parse(listed.stdout)).toHaveLength(RUNS);
  }, 480_000);
});

function rowsOf({ code, stdout, stderr }: Ended): RunRow[] {
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return (JSON.parse(stdout) as { readonly runs: RunRow[] }).runs;
}

/** What lockstep gives again bit for bit, by run. */
function outcomesOf(rows: readonly RunRow[]): Map<unknown, unknown> {
  const outcomes = rows.map((row): [unknown, unknown] => [
    row.key,
    OUTCOME_COLUMNS.map(({ name }) => row[name]),
  ]);
  return new Map(outcomes);
}
