import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Redis } from 'ioredis';
import { temporaryFolder } from '../../helpers/command-line';

export const PASSWORD = 's3cret';

export interface Certificate {
  readonly file: string;
  readonly keyFile: string;
}

/** A certificate that no authority knows, for 127.0.0.1. */
export function makeCertificate(folder: string): Certificate {
  const certificate = { file: path.join(folder, 'certificate.pem'), keyFile: path.join(folder, 'key.pem') };
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=f1-brain']
      .concat(['-addext', 'subjectAltName=IP:127.0.0.1'])
      .concat(['-keyout', certificate.keyFile, '-out', certificate.file]),
    { stdio: 'ignore' },
  );
  return certificate;
}

/** Debian's redis-server, which keeps what it has accepted. */
export class RedisServer {
  readonly port: number;
  readonly #certificate: Certificate | null;
  readonly #folder = temporaryFolder();
  #process: ChildProcess | null = null;

  /** @param certificate with it, the server speaks TLS alone */
  constructor(port: number, certificate: Certificate | null = null) {
    this.port = port;
    this.#certificate = certificate;
  }

  get url(): string {
    return `${this.#certificate === null ? 'redis' : 'rediss'}://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const settings = {
      ...this.#portSettings(),
      dir: this.#folder,
      save: '',
      requirepass: PASSWORD,
      bind: '127.0.0.1',
    };
    const durable = { appendonly: 'yes', appendfsync: 'always' };
    const args = Object.entries({ ...settings, ...durable }).flatMap(([key, value]) => [
      `--${key}`,
      `${value}`,
    ]);
    this.#process = spawn('redis-server', args, { stdio: 'ignore' });
    const client = new Redis(this.port, '127.0.0.1', {
      password: PASSWORD,
      maxRetriesPerRequest: 200,
      ...(this.#certificate === null ? {} : { tls: { ca: readFileSync(this.#certificate.file) } }),
    });
    client.on('error', () => {});
    await client.ping();
    client.disconnect();
  }

  async stop(signal: NodeJS.Signals): Promise<void> {
    const ended = new Promise((resolve) => this.#process?.once('exit', resolve));
    this.#process?.kill(signal);
    await ended;
  }

  async close(): Promise<void> {
    await this.stop('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #portSettings(): Record<string, string | number> {
    if (this.#certificate === null) return { port: this.port };
    const { file, keyFile } = this.#certificate;
    return {
      port: 0,
      'tls-port': this.port,
      'tls-cert-file': file,
      'tls-key-file': keyFile,
      'tls-ca-cert-file': file,
      'tls-auth-clients': 'no',
    };
  }
}
