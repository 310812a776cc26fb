import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MasterApi } from '../../../src/ros/master/master-api';
import { type Running, temporaryFolder } from '../../helpers/command-line';
import { GuardedCar, guardsNamed, pause, until } from '../support/guarded-car';

const STRAIGHT = 'export default () => ({ decide: () => ({ v_mps: 5, w_radps: 0 }) });';

describe('a node that drives over ROS', () => {
  let car: GuardedCar;
  let folder: string;
  let node: Running;

  const startNode = async (name: string, ...args: string[]) => {
    node = await car.drivenBy(name, path.join(folder, 'brain.yml'), '--out', folder, ...args);
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
    await until(() => car.isStopped);
    expect(car.last?.from).toBe(`/${name}_guard`);
    await until(() => guardsNamed(`/${name}_guard`).length === 0);
    expect(car.isStopped).toBe(true);
  });

  it('has its car stopped while it is suspended, says so, and drives on', async () => {
    await startNode('suspended');
    node.child.kill('SIGSTOP');
    await until(() => car.isStopped);
    expect(car.last?.from).toBe('/suspended_guard');
    // What reaches all processes of a terminal or a launch is not for the guard.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const) {
      process.kill(guardsNamed('/suspended_guard')[0]!, signal);
    }
    const before = car.heard.length;
    await until(() => car.heard.length > before);
    node.child.kill('SIGCONT');
    await until(() => !car.isStopped);
    await node.said(/the guard stopped the car: the node has been silent for \d+ ms/);
    node.child.kill('SIGINT');
    const { code, stderr } = await node.ended;
    expect(code).toBe(0);
    expect(car.last).toEqual({ v_mps: 0, w_radps: 0, from: '/suspended' });
    expect(stderr).not.toMatch(/also sends commands/);
    expect(guardsNamed('/suspended_guard')).toEqual([]);
    const { incidents } = JSON.parse(readFileSync(path.join(folder, 'statistics.json'), 'utf8'));
    expect(incidents).toMatchObject({ guard_stopped: 1, foreign_commands: 0 });
  });

  it('has another guard when the first is killed', async () => {
    await startNode('lonely');
    const api = new MasterApi(car.masterUri, '/test');
    const first = await api.lookupNode('/lonely_guard');
    process.kill(guardsNamed('/lonely_guard')[0]!, 'SIGKILL');
    await node.said(/the guard ended \(SIGKILL\); it is started again/);
    while ((await api.lookupNode('/lonely_guard')) === first) await pause(20);
    node.child.kill('SIGKILL');
    await until(() => car.isStopped);
    expect(car.last?.from).toBe('/lonely_guard');
  });

  it('has no guard where another one is there', async () => {
    await startNode('unguarded', '--no-guard');
    expect(guardsNamed('/unguarded_guard')).toEqual([]);
    node.child.kill('SIGINT');
    expect((await node.ended).code).toBe(0);
  });
});
