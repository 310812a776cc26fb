import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import type { Redis } from 'ioredis';
import { parseQueueAddress, type QueueAddress } from '../../src/experiment/queue/queue-address';
import { connectRedis } from '../../src/experiment/queue/redis-server';
import { findFreePort } from '../../src/support/free-port';

/** A redis-server of its own on a free port of this machine, with the settings that docs/queue.md asks for. */
export class RedisProcess {
  readonly address: QueueAddress;
  readonly client: Redis;
  readonly #process: ChildProcess;

  private constructor(port: number, process: ChildProcess) {
    this.address = parseQueueAddress(`redis://127.0.0.1:${port}`, {});
    this.client = connectRedis(this.address);
    this.#process = process;
  }

  /** @throws Error where redis-server is not installed */
  static async start(below: string): Promise<RedisProcess> {
    const port = await findFreePort('127.0.0.1');
    const settings = {
      port,
      bind: '127.0.0.1',
      dir: mkdtempSync(path.join(below, 'redis-')),
      save: '',
      appendonly: 'yes',
      appendfsync: 'always',
      'maxmemory-policy': 'noeviction',
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const child = spawn('redis-server', args, { stdio: 'ignore' });
    await once(child, 'spawn').catch((error: unknown) => {
      throw new Error('redis-server cannot be started: install it (apt install redis-server)', {
        cause: error,
      });
    });
    const redis = new RedisProcess(port, child);
    await redis.client.ping();
    return redis;
  }

  /** Processor time of the thread that handles commands since it began, seconds. */
  async processor_s(): Promise<number> {
    const text = await this.client.info('cpu');
    return numberOf(text, 'used_cpu_sys_main_thread') + numberOf(text, 'used_cpu_user_main_thread');
  }

  async memory_bytes(): Promise<number> {
    return numberOf(await this.client.info('memory'), 'used_memory');
  }

  async close(): Promise<void> {
    this.client.disconnect();
    const exit = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await exit;
  }
}

function numberOf(info: string, name: string): number {
  const found = new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info);
  if (found === null) throw new Error(`this Redis does not tell ${name}`);
  return Number(found[1]);
}
