import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run, start, temporaryFolder, writeRing } from '../helpers/command-line';
import { freePort } from './support/processes';
import { makeCertificate, PASSWORD, RedisServer } from './support/redis-server';

describe('a queue over TLS', () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'experiment.yml');
  const certificate = makeCertificate(folder);
  const trusting = { F1_BRAIN_QUEUE_PASSWORD: PASSWORD, NODE_EXTRA_CA_CERTS: certificate.file };
  let redis: RedisServer;

  const submit = (out: string, queue: string, environment: NodeJS.ProcessEnv) =>
    run(
      ['experiment', file, '--out', path.join(folder, out), '--queue', queue, '--json', '--no-report'],
      environment,
    );

  beforeAll(async () => {
    redis = new RedisServer(await freePort(), certificate);
    await redis.start();
    writeFileSync(
      file,
      `brains: [line_follower]\ncircuits: ["${writeRing(folder)}"]\ntimeout_s: 3\nrecord: false\n`,
    );
  });

  afterAll(async () => {
    await redis.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('carries runs, with a private certificate authority and a password', async () => {
    const worker = start(['worker', '--queue', redis.url, '--workers', '1'], trusting);
    const { code, stdout } = await submit('out', redis.url, trusting);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      runs: [{ outcome: expect.stringMatching(/\w/), attempts: 1 }],
    });
    worker.child.kill('SIGINT');
    await worker.ended;
  });

  it('is told which certificate authority or which protocol is missing', async () => {
    const untrusted = await submit('refused', redis.url, { F1_BRAIN_QUEUE_PASSWORD: PASSWORD });
    expect(untrusted).toMatchObject({
      code: 7,
      stderr: expect.stringMatching(/no TLS connection \(self-signed certificate\).*NODE_EXTRA_CA_CERTS/),
    });
    const plain = await submit('refused', redis.url.replace('rediss:', 'redis:'), trusting);
    expect(plain).toMatchObject({
      code: 7,
      stderr: expect.stringMatching(/no Redis answers .*; a server with TLS needs rediss:/),
    });
  });
});
