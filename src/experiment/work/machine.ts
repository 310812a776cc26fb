import { cpus, hostname } from 'node:os';
import { version } from '../../support/version';
import type { RunMachine } from '../run/run-result';

let machine: RunMachine | null = null;

/** This process, as results have it. */
export function thisMachine(): RunMachine {
  machine ??= {
    host: hostname(),
    pid: process.pid,
    program_version: version(),
    node_version: process.version,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
  };
  return machine;
}
