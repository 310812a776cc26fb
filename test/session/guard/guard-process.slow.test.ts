import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MasterApi } from '../../../src/ros/master/master-api';
import { type Running, temporaryFolder } from '../../helpers/command-line';
import { CoreWaits } from '../../helpers/undisturbed';
import { GuardedCar, guardsNamed, pause, until } from '../support/guarded-car';

/** A node that waits so long for a core may be silent for longer than its guard allows. */
const HELD_UP_MS = 50;
const STRAIGHT = 'export default () => ({ decide: () => ({ v_mps: 5, w_radps: 0 }) });';

describe('a node that drives over ROS', () => {
  let car: GuardedCar;
  let folder: string;
  let node: Running;

  const argumentsOf = (name: string) => [path.join(folder, 'brain.yml'), '--out', path.join(folder, name)];
  const startNode = async (name: string, ...args: string[]) => {
    node = await car.drivenBy(name, [...argumentsOf(name), ...args]);
  };

  beforeAll(async () => {
    folder = temporaryFolder();
    writeFileSync(path.join(folder, 'straight.mjs'), STRAIGHT);
    writeFileSync(path.join(folder, 'brain.yml'), 'Behaviors: {Robot: {BrainPath: ./straight.mjs}}\n');
    car = await GuardedCar.open();
  });

  afterEach(async () => {
    node.child.kill('SIGKILL');
    await node.ended;
  });

  afterAll(() => car.close());

  it.each(['SIGKILL', 'SIGSEGV'] as const)('has its car stopped by its guard after %s', async (signal) => {
    const name = signal.toLowerCase();
    await startNode(name);
    expect(car.heard.filter(({ from }) => from === `/${name}_guard`)).toEqual([]);
    node.child.kill(signal);
    await until(() => car.isStoppedBy(`/${name}_guard`));
    await until(() => guardsNamed(`/${name}_guard`).length === 0);
    expect(car.isStopped).toBe(true);
  });

  /** From now on, the longest time that the machine holds a node or its guard up. */
  const watched = (name: string, { child }: Running) => {
    let guards: number[] = [];
    return new CoreWaits(() => {
      if (guards.length === 0) guards = guardsNamed(`/${name}_guard`);
      return [child.pid!, ...guards];
    });
  };

  /** A run with one suspension. */
  const suspended = async (name: string) => {
    let waits!: CoreWaits;
    node = await car.drivenBy(name, argumentsOf(name), (opened) => {
      waits = watched(name, opened);
    });
    node.child.kill('SIGSTOP');
    await until(() => car.isStoppedBy(`/${name}_guard`));
    // What reaches all processes of a terminal or a launch is not for the guard.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const) {
      process.kill(guardsNamed(`/${name}_guard`)[0]!, signal);
    }
    const before = car.heard.length;
    await until(() => car.heard.length > before);
    node.child.kill('SIGCONT');
    await until(() => !car.isStopped);
    await node.said(/the guard stopped the car: the node has been silent for \d+ ms/);
    node.child.kill('SIGINT');
    const { code, stderr } = await node.ended;
    const heldUp_ms = waits.end_ms();
    const { incidents } = JSON.parse(readFileSync(path.join(folder, `${name}/statistics.json`), 'utf8'));
    return { code, stderr, incidents, last: car.last, heldUp_ms };
  };

  it('has its car stopped while it is suspended, says so, and drives on', async () => {
    let name = 'suspended';
    let run = await suspended(name);
    // A machine that holds the node up has its car stopped once more; the third run counts in any case.
    const isDisturbed = () => run.incidents.guard_stopped > 1 && run.heldUp_ms > HELD_UP_MS;
    for (let tries = 2; tries <= 3 && isDisturbed(); tries++) {
      name = `suspended_${tries}`;
      run = await suspended(name);
    }
    expect(run.code).toBe(0);
    expect(run.last).toEqual({ v_mps: 0, w_radps: 0, from: `/${name}` });
    expect(run.stderr).not.toMatch(/also sends commands/);
    expect(guardsNamed(`/${name}_guard`)).toEqual([]);
    expect(run.incidents).toMatchObject({ guard_stopped: 1, foreign_commands: 0 });
  });

  it('has another guard when the first is killed', async () => {
    await startNode('lonely');
    const api = new MasterApi(car.masterUri, '/test');
    const first = await api.lookupNode('/lonely_guard');
    process.kill(guardsNamed('/lonely_guard')[0]!, 'SIGKILL');
    await node.said(/the guard ended \(SIGKILL\); it is started again/);
    while ((await api.lookupNode('/lonely_guard')) === first) await pause(20);
    node.child.kill('SIGKILL');
    await until(() => car.isStoppedBy('/lonely_guard'));
  });

  it('has no guard where another one is there', async () => {
    await startNode('unguarded', '--no-guard');
    expect(guardsNamed('/unguarded_guard')).toEqual([]);
    node.child.kill('SIGINT');
    expect((await node.ended).code).toBe(0);
  });
});
