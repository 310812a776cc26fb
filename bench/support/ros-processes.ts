import { type ChildProcess, spawn } from 'node:child_process';
import { MAIN } from '../../scripts/support/paths';

/** f1-brain processes under an embedded master, which has a process of its own. */
export class RosProcesses {
  readonly masterUri: string;
  /** For other programs that are to use this master. */
  readonly env: NodeJS.ProcessEnv;
  readonly #children: ChildProcess[];

  private constructor(master: ChildProcess, masterUri: string) {
    this.#children = [master];
    this.masterUri = masterUri;
    this.env = { ...process.env, ROS_MASTER_URI: masterUri, ROS_IP: '127.0.0.1' };
  }

  static async start(): Promise<RosProcesses> {
    const master = spawn(process.execPath, [MAIN, 'master', '--port', '0'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const uri = await heard(master.stdout, /ROS_MASTER_URI=(\S+)\n/);
    return new RosProcesses(master, uri[1] ?? '');
  }

  /** Resolves when the process has logged a matching line.
   *  @throws Error where it ends before */
  async start(args: readonly string[], ready: RegExp): Promise<ChildProcess> {
    const child = spawn(process.execPath, [MAIN, ...args], {
      env: this.env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#children.push(child);
    await heard(child.stderr, ready);
    return child;
  }

  /** Ends a process as Ctrl-C does and waits for its end. */
  async interrupt(child: ChildProcess): Promise<void> {
    await ended(child, 'SIGINT');
  }

  /** Ends all that still run, the master last. */
  async close(): Promise<void> {
    for (const child of this.#children.reverse()) await ended(child, 'SIGTERM');
  }
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await exit;
}

/** Resolves when the stream has said something that matches. */
function heard(stream: NodeJS.ReadableStream, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let text = '';
    stream.setEncoding('utf8');
    stream.on('data', (part: string) => {
      text += part;
      const found = pattern.exec(text);
      if (found) resolve(found);
    });
    stream.once('close', () => reject(new Error(`ended without ${pattern}: ${text}`)));
  });
}
