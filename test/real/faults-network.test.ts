import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { undisturbed } from '../helpers/undisturbed';
import { CarLog, linesLike, note, now_s } from './support/car-log';
import { type Cut, type Host, TestNetwork, whyNoNetworks } from './support/network';
import { type Child, Processes, PYTHON, ROOT } from './support/processes';
import { startRoscore } from './support/roscore';

const CLI = path.join(ROOT, 'dist', 'cli', 'main.js');
const why = whyNoNetworks();
if (why !== null) process.stderr.write(`Left out: tests with a network between two machines (${why})\n`);

/** roscore, the built-in world and a recorder on one host, the node on another. */
class TwoMachines {
  readonly network: TestNetwork;
  readonly #there: Record<Host, Processes>;
  node!: Child;
  log!: CarLog;

  constructor(name: string) {
    this.network = new TestNetwork(name);
    const uri = `http://${this.network.address('car')}:11311`;
    const at = (host: Host) => {
      const processes = new Processes(uri, (command, args) => this.network.on(host, command, args));
      processes.env.ROS_IP = this.network.address(host);
      return processes;
    };
    this.#there = { node: at('node'), car: at('car') };
  }

  /** @param guarded with a guard on the car's host */
  async start(guarded: boolean): Promise<void> {
    const { node, car } = this.#there;
    await startRoscore(car, async () => {
      await car.run(PYTHON, '-c', IS_THERE);
      return true;
    });
    const recorder = car.python('car_recorder.py');
    await recorder.line(/^ready$/);
    this.log = new CarLog(recorder);
    await car.start(process.execPath, [CLI, 'simulate']).line(/is ready/);
    if (guarded) await car.start(process.execPath, [CLI, 'guard']).line(/f1_guard stops the car after/);
    const out = mkdtempSync(path.join(tmpdir(), 'f1-brain-out-'));
    this.node = node.start(process.execPath, [CLI, 'run', 'line_follower', '--out', out]);
    await this.log.drives(now_s(), 30);
  }

  pids(): number[] {
    return Object.values(this.#there).flatMap((processes) => processes.pids());
  }

  /** Cuts the network for a while. Returns when it was mended. */
  async cut(how: Cut, seconds: number): Promise<{ readonly cut_s: number; readonly mended_s: number }> {
    const cut_s = now_s();
    this.network.cut(how);
    await pause(seconds);
    const mended_s = now_s();
    this.network.mend(how);
    return { cut_s, mended_s };
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.#there).map((processes) => processes.killAll()));
    this.network.close();
  }
}

/** Asks the master on its own host; from here it cannot be seen. */
const IS_THERE = `
import os, xmlrpc.client
assert xmlrpc.client.ServerProxy(os.environ["ROS_MASTER_URI"]).lookupNode("/test", "/rosout")[0] == 1
`;

const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));

(why === null ? describe : describe.skip)('a network between node and car', () => {
  const machines: TwoMachines[] = [];
  const start = async (name: string, guarded: boolean) => {
    const two = new TwoMachines(name);
    machines.push(two);
    await two.start(guarded);
    return two;
  };
  let two: TwoMachines;
  /** Takes more than a minute: it goes on beside the others. */
  let longCut: Promise<Awaited<ReturnType<TwoMachines['cut']>> & { readonly two: TwoMachines }>;

  beforeAll(async () => {
    const other = await start('long', true);
    longCut = other.cut('silent', 60).then((times) => ({ ...times, two: other }));
    two = await start('short', false);
  });

  afterAll(async () => {
    await Promise.all(machines.map((one) => one.close()));
  });

  /** What the car gets once the network is back: either a zero command first, or at once a
   *  steady stream of new commands. */
  const expectRecovery = async (
    { log }: TwoMachines,
    what: string,
    mended_s: number,
    stands_s: number | null = null,
  ) => {
    const drives_s = await log.drives(mended_s - 0.05);
    await pause(1);
    const told = log.twists(mended_s - 0.05);
    const zero = told.find(({ v_mps }) => v_mps === 0);
    const first_s = told[0]!.wall_s;
    if (zero && zero.wall_s - mended_s < drives_s + 0.3) {
      // What was on its way when the network failed may arrive; the zero command follows at once.
      expect(zero.wall_s - first_s).toBeLessThan(0.3);
    } else {
      const steady = told.filter(({ wall_s }) => wall_s - first_s < 1);
      expect(steady.length).toBeGreaterThan(5);
      // Answers at 20 Hz, and the steering between them at 100 Hz at most.
      expect(steady.length).toBeLessThan(130);
      // What had piled up while the network was cut would come all at once.
      const atOnce = steady.map(
        ({ wall_s }) =>
          steady.filter((other) => other.wall_s >= wall_s && other.wall_s < wall_s + 0.1).length,
      );
      expect(Math.max(...atOnce)).toBeLessThan(40);
    }
    note(what, stands_s, log.twists(mended_s - 0.05).find(({ v_mps }) => v_mps > 0)!.wall_s - mended_s);
  };

  it('that loses only commands has the node stop sending, and no old one drives the car later', async () => {
    const before = two.node.lines.length;
    const { mended_s } = await two.cut('silent from the node', 6);
    await expectRecovery(two, 'network loses what the node sends for 6 s', mended_s);
    // Car and recorder, whichever did not reconnect before the node noticed; each once.
    const unreached = linesLike(two.node, /cannot be reached: it keeps/, before);
    expect(unreached.length).toBeGreaterThan(0);
    expect(new Set(unreached).size).toBe(unreached.length);
    await two.node.line(/ can be reached again/, 10_000, before);
  });

  it.each<[Cut, number]>([
    ['silent', 5],
    ['link down', 5],
  ])('that is cut (%s) for %i s has the car driven again within 10 s', async (how, seconds) => {
    await undisturbed(
      () => two.pids(),
      async () => {
        await two.log.drives(now_s());
        const before = two.node.lines.length;
        const { mended_s } = await two.cut(how, seconds);
        await expectRecovery(two, `network cut for ${seconds} s, ${how}`, mended_s);
        expect(linesLike(two.node, /car stopped/, before)).toHaveLength(1);
        await two.node.line(/driving on$/, 10_000, before);
        expect(linesLike(two.node, /driving on$/, before)).toHaveLength(1);
        expect(linesLike(two.node, /no connection to its publisher/, before)).toEqual([]);
      },
    );
  });

  it('that is cut (silent) for 60 s has the car driven again within 10 s', async () => {
    const { cut_s, mended_s, two: other } = await longCut;
    // With a guard beside it the car does not go on for that minute.
    const stands_s = await other.log.stands(cut_s);
    expect(stands_s).toBeLessThan(3);
    expect(other.log.poses(cut_s + 3).filter(({ wall_s, v_mps }) => wall_s < mended_s && v_mps > 0)).toEqual(
      [],
    );
    await expectRecovery(
      other,
      'network cut for 60 s, silent, `f1-brain guard` beside the car',
      mended_s,
      stands_s,
    );
    expect(linesLike(other.node, /also sends commands on /)).toEqual([]);
    for (const once of [/ROS master .* is gone/, /ROS master .* is back/, /car stopped/, /driving on$/]) {
      await other.node.line(once);
      expect(linesLike(other.node, once)).toHaveLength(1);
    }
  });
});
