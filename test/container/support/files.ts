import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

export const ROOT = path.resolve(__dirname, '..', '..', '..');
export const DOCKERFILES = ['Dockerfile', 'Dockerfile.gpu'];
/** Where the images have the package. */
export const HOME_IN_IMAGE = '/opt/f1_brain';

export const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

export interface Service {
  image?: string;
  build?: { context: string; dockerfile?: string; target?: string };
  command?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  networks?: string[];
  ports?: unknown;
  network_mode?: unknown;
  privileged?: unknown;
  profiles?: string[];
  volumes?: string[];
  init?: boolean;
  cap_drop?: string[];
  deploy?: { resources: { reservations: { devices: { driver: string; capabilities: string[] }[] } } };
}

export interface Compose {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean }>;
  volumes: Record<string, unknown>;
}

export const readCompose = () => parse(read('compose.yml'), { merge: true }) as Compose;
