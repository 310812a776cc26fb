import { readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/** Set for the processes that a process starts, and by nodes/f1-brain. */
const VARIABLE = 'F1_BRAIN_IGNORES_SIGHUP';
/** Bit of signal 1 in the masks of proc(5). */
const SIGHUP_BIT = 1n;
const O_ACCMODE = 0o3;
const O_WRONLY = 0o1;

/** What proc(5) knows of a process; an empty text where there is no such file. */
export interface ProcessFiles {
  read(file: string): string;
  target(link: string): string;
}

const PROC: ProcessFiles = {
  read: (file) => orNothing(() => readFileSync(file, 'utf8')),
  target: (link) => orNothing(() => readlinkSync(link)),
};

/**
 * Whether the process was started to outlive its terminal (nohup): SIGHUP was ignored. Node gives every signal its
 * default back when it starts, so it has to be concluded: from the variable that nodes/f1-brain sets; from the name of
 * the command in `_`, where shells note it; from standard input that cannot be read and output in nohup.out, which nohup
 * puts in place of a terminal; from the parent process, whose ignored signals are inherited.
 */
export function ignoresHangup(env: Readonly<NodeJS.ProcessEnv>, files: ProcessFiles = PROC): boolean {
  if (env[VARIABLE] === '1') return true;
  if (env._ !== undefined && path.basename(env._) === 'nohup') return true;
  const outputs = [1, 2].map((descriptor) => path.basename(files.target(`/proc/self/fd/${descriptor}`)));
  return outputs.includes('nohup.out') || inputIsClosed(files) || parentIgnores(files);
}

/** Has the processes that this one starts ignore SIGHUP, too. */
export function passHangupOn(env: NodeJS.ProcessEnv): void {
  env[VARIABLE] = '1';
}

/** nohup opens /dev/null for writing. */
function inputIsClosed(files: ProcessFiles): boolean {
  const flags = /^flags:\s*([0-7]+)$/m.exec(files.read('/proc/self/fdinfo/0'))?.[1];
  const access = Number.parseInt(flags ?? '0', 8) & O_ACCMODE;
  return access === O_WRONLY && files.target('/proc/self/fd/0') === '/dev/null';
}

function parentIgnores(files: ProcessFiles): boolean {
  const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(files.read(`/proc/${process.ppid}/status`))?.[1];
  return mask !== undefined && (BigInt(`0x${mask}`) & SIGHUP_BIT) !== 0n;
}

function orNothing(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
