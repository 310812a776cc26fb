import { spawn } from 'node:child_process';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '..', '..', '..');
const JITI = path.join(ROOT, 'node_modules', 'jiti', 'lib', 'jiti-cli.mjs');
const SCRIPT = path.join(__dirname, 'record-endlessly.ts');

/** Lets a process of its own record into `file`.
 *  @param killAfter number of messages that have been flushed when it is killed with SIGKILL; without it,
 *  it goes on until the disk, or its limit of `blocks` KiB, is full
 *  @returns what it printed: the number of the last message flushed, or why it ended */
export async function record(
  file: string,
  options: { compression?: 'none' | 'lz4'; killAfter?: number; blocks?: number },
): Promise<string> {
  const { compression = 'none', killAfter = Infinity, blocks = 'unlimited' } = options;
  const command = `ulimit -f ${blocks}; exec "$0" "$@"`;
  const child = spawn('bash', ['-c', command, process.execPath, JITI, SCRIPT, file, compression], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last = '';
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    last = lines.at(-1) ?? last;
    if (Number(last) >= killAfter) child.kill('SIGKILL');
  });
  await new Promise((resolve) => child.on('close', resolve));
  return last;
}
