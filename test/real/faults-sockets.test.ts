import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Child, freePort, Processes, ROOT } from './support/processes';

const CLI = path.join(ROOT, 'dist', 'cli', 'main.js');
/** State of a listening TCP socket and of a bound UDP socket (proc(5)). */
const LISTENING: Readonly<Record<string, string>> = { tcp: '0A', tcp6: '0A', udp: '07', udp6: '07' };

/** Addresses on which a process listens, as Linux writes them. */
function listeningOf(pid: number): string[] {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    }),
  );
  // Without IPv6 in the kernel there are no tables of it.
  const tables = Object.entries(LISTENING).filter(([table]) => existsSync(`/proc/${pid}/net/${table}`));
  return tables.flatMap(([table, listening]) =>
    readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((cells) => cells[3] === listening && sockets.has(cells[9] ?? ''))
      .map(([, local = '']) => `${table} ${local.split(':')[0]}`),
  );
}

const LOOPBACK = /^(tcp|udp) 0100007F$/;

describe('every socket', () => {
  let processes: Processes;
  let port: number;

  const start = async (ready: RegExp, env: NodeJS.ProcessEnv, ...args: string[]): Promise<Child> => {
    const child = processes.start(process.execPath, [CLI, ...args], env);
    await child.line(ready, 30_000);
    return child;
  };
  const out = () => mkdtempSync(path.join(tmpdir(), 'f1-brain-out-'));
  // Nothing but what a user has who has set nothing.
  const plain = { ROS_IP: undefined, ROS_HOSTNAME: undefined };

  beforeAll(async () => {
    port = await freePort();
    processes = new Processes(`http://localhost:${port}`);
  });

  afterAll(() => processes.killAll());

  it('of master, simulator and node listens on loopback alone', async () => {
    const all = [
      await start(/ROS_MASTER_URI=/, plain, 'master', '--port', String(port)),
      await start(/is ready/, plain, 'simulate'),
      await start(/drives with/, plain, 'run', 'line_follower', '--out', out()),
    ];
    const listening = all.map(({ pid }) => listeningOf(pid));
    // The master's one; the XML-RPC and TCPROS servers of the two nodes.
    expect(listening.map((sockets) => sockets.filter((one) => one.startsWith('tcp')).length)).toEqual([
      1, 2, 2,
    ]);
    expect(listening.flat().filter((one) => !LOOPBACK.test(one))).toEqual([]);
  });

  it('of a lap with its own master and simulator listens on loopback alone', async () => {
    const lap = await start(
      /drives simple_circuit/,
      plain,
      'lap',
      'line_follower',
      '--world',
      'ros',
      '--out',
      out(),
    );
    const children = readFileSync(`/proc/${lap.pid}/task/${lap.pid}/children`, 'utf8').trim().split(' ');
    // The simulator and the guard, a node each.
    expect(children).toHaveLength(2);
    const listening = [lap.pid, ...children.map(Number)].map(listeningOf);
    expect(listening.map((sockets) => sockets.filter((one) => one.startsWith('tcp')).length)).toEqual([
      3, 2, 2,
    ]);
    expect(listening.flat().filter((one) => !LOOPBACK.test(one))).toEqual([]);
    await lap.stop('SIGINT');
  });

  it('is open to other machines where that is asked for', async () => {
    const master = await start(/ROS_MASTER_URI=/, plain, 'master', '--port', '0', '--host', '0.0.0.0');
    expect(listeningOf(master.pid)).toEqual(['tcp 00000000']);
    const open = { ...plain, ROS_IP: '0.0.0.0' };
    const node = await start(/drives with/, open, 'run', 'line_follower', '__name:=b', '--out', out());
    expect(listeningOf(node.pid)).toContain('tcp 00000000');
  });
});
