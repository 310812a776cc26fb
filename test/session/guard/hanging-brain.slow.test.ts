import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { scanBag } from '../../../src/bag/scan-bag';
import { type Running, temporaryFolder } from '../../helpers/command-line';
import { writeTinyModel } from '../../helpers/onnx-model';
import { GuardedCar, guardsNamed, until } from '../support/guarded-car';

/** Fast on the black frames of the warm-up, it never returns from a white one. */
const NEVER = 1e12;

describe('a network that never returns', () => {
  let car: GuardedCar;
  let node: Running;

  const drive = async (name: string, always: number, ...args: string[]) => {
    const { brainFile } = writeTinyModel({ model: { loop: { always, white: NEVER } } });
    const out = temporaryFolder();
    car.brightness = 0;
    node = await car.drivenBy(name, [brainFile, '--out', out, ...args]);
    await until(() => car.heard.length > 40);
    return out;
  };

  beforeAll(async () => {
    car = await GuardedCar.open();
  });

  afterEach(async () => {
    node.child.kill('SIGKILL');
    await node.ended;
  });

  afterAll(() => car.close());

  it('in the main thread: the guard stops the car, the bag is completed, and the process ends', async () => {
    const out = await drive('inline', 0);
    car.brightness = 255;
    await until(() => car.isKeptStoppedBy('/inline_guard'));
    node.child.kill('SIGINT');
    await node.ended;
    expect(node.child.signalCode).toBe('SIGKILL');
    const file = readdirSync(out).find((name) => name.endsWith('.bag'))!;
    expect((await scanBag(path.join(out, file), { connection: () => null })).indexed).toBe(true);
    const statistics = JSON.parse(readFileSync(path.join(out, 'statistics.json'), 'utf8'));
    expect(statistics).toMatchObject({
      brain: 'tiny_brain',
      completed: false,
      ended_because: 'brain_failed',
      ended_detail: 'the main thread hung for 8 s; the process was ended',
      recording: { ended_because: 'main_hung' },
    });
    expect(statistics.recording.messages).toBeGreaterThan(40);
    await until(() => guardsNamed('/inline_guard').length === 0);
  });

  it('in the main thread, without a record: the guard ends the process', async () => {
    await drive('unrecorded', 0, '--no-record');
    car.brightness = 255;
    await node.ended;
    expect(node.child.signalCode).toBe('SIGKILL');
    expect(car.isStopped).toBe(true);
  });

  it('in a thread of its own: it is restarted, drives on, and does not hold the end of the process', async () => {
    const out = await drive('apart', 8000);
    car.brightness = 255;
    await node.said(/car stopped: .*the brain has not answered for/);
    await until(() => car.isKeptStoppedBy('/apart'));
    await node.said(/the brain did not answer for ten seconds and was restarted/);
    car.brightness = 0;
    // It may hang once more on a white frame that waited.
    await until(() => !car.isStopped);
    car.brightness = 255;
    await until(() => car.isStopped);
    node.child.kill('SIGINT');
    await node.ended;
    const statistics = JSON.parse(readFileSync(path.join(out, 'statistics.json'), 'utf8'));
    expect(statistics).toMatchObject({
      ended_because: 'interrupted',
      recording: { ended_because: 'finished' },
    });
    expect(statistics.incidents.brain_restarted).toBeGreaterThan(0);
    const file = readdirSync(out).find((name) => name.endsWith('.bag'))!;
    expect((await scanBag(path.join(out, file), { connection: () => null })).indexed).toBe(true);
  });
});
