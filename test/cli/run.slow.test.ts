import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { start, temporaryFolder, writeRing } from '../helpers/command-line';
import { call, run } from '../helpers/in-process';
import { writeTinyModel } from '../helpers/onnx-model';

const folder = temporaryFolder();
let runs = 0;
const out = () => path.join(folder, `out-${++runs}`);
/** A port that nobody listens on: reserved for discarding. */
const NOBODY = { ROS_MASTER_URI: 'http://127.0.0.1:9', ROS_IP: '127.0.0.1' };

describe('f1-brain run', () => {
  test('says that a model is broken before it waits for a master, and leaves no empty folder', async () => {
    const { brainFile } = writeTinyModel({ content: Buffer.from('x') });
    const [made, there] = [out(), out()];
    mkdirSync(there);
    for (const given of [made, there]) {
      const { code, stderr } = await run(['run', brainFile, '--out', given], NOBODY);
      expect(code).toBe(3);
      expect(stderr).toMatch(/tiny\.onnx: onnxruntime cannot load it/);
    }
    expect([existsSync(made), existsSync(there)]).toEqual([false, true]);
  });

  test.each([['run', 'line_follower'], ['simulate'], ['guard']])(
    '%s says once that there is no master, and ends in peace when it is told to',
    async (...command) => {
      const node = call(command, NOBODY);
      await node.said(/no ROS master at http:\/\/127\.0\.0\.1:9/);
      await new Promise((resolve) => setTimeout(resolve, 1200));
      node.signals.send('SIGINT');
      const { code, stderr } = await node.ended;
      expect(code).toBe(0);
      expect(stderr.match(/no ROS master/g)).toHaveLength(1);
    },
  );

  test('guard stops the car that --car names', async () => {
    const master = start(['master', '--port', '0']);
    try {
      const [, uri] = await master.said(/ROS_MASTER_URI=(\S+)\n/);
      const guard = start(['guard', '--car', 'academy'], { ROS_MASTER_URI: uri, ROS_IP: '127.0.0.1' });
      await guard.said(/stops the car after 1000 ms without a command on \/cmd_vel\n/);
      guard.child.kill('SIGINT');
      expect((await guard.ended).code).toBe(0);
    } finally {
      master.child.kill('SIGINT');
      await master.ended;
    }
  });

  test('names a remapping that cannot be', async () => {
    const { code, stderr } = await run(['run', 'line_follower', '1st:=/front', '--out', out()], NOBODY);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^f1-brain: 1st:=\/front: "1st" is not a ROS name/m);
  });

  test.each(['simulate', 'guard'])('%s says that it does not read private parameters', async (command) => {
    const node = call([command, '_timeout:=300', '__name:=other'], NOBODY);
    await node.said(/no ROS master/);
    node.signals.send('SIGINT');
    const { stderr } = await node.ended;
    expect(stderr.match(/warn: _.* is ignored/g)).toEqual(['warn: _timeout:=300 is ignored']);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'without a camera stops the car, and ends with 0 on %s',
    async (signal) => {
      const master = start(['master', '--port', '0']);
      try {
        const [, uri] = await master.said(/ROS_MASTER_URI=(\S+)\n/);
        const env = { ROS_MASTER_URI: uri, ROS_IP: '127.0.0.1' };
        const node = start(['run', 'pilotnet', '--provider', 'cpu', '--out', out(), '--json'], env);
        await node.said(/car stopped: no good camera frame/);
        node.child.kill(signal);
        const { code, stdout, stderr } = await node.ended;
        expect({ code, bug: /bug/.test(stderr) }).toEqual({ code: 0, bug: false });
        expect(JSON.parse(stdout)).toMatchObject({
          circuit: null,
          brain: 'pilotnet',
          provider: 'cpu',
          completed: false,
          lap_seconds: null,
          position_deviation_mean_m: null,
          decisions_per_second: null,
          frames: { received: 0, answered: 0, superseded: 0, failed: 0, rejected: 0 },
        });
      } finally {
        master.child.kill('SIGTERM');
      }
      expect((await master.ended).code).toBe(0);
    },
  );

  test('that is ended before the laps of its parameters are driven does not end with 0', async () => {
    const master = call(['master', '--port', '0']);
    await master.said(/ROS_MASTER_URI=\S+\n/);
    const env = { ROS_MASTER_URI: /ROS_MASTER_URI=(\S+)/.exec(master.stdout())![1]!, ROS_IP: '127.0.0.1' };
    const laps = ['_laps:=2', `_circuit:=${writeRing(folder)}`];
    const node = call(['run', 'line_follower', ...laps, '--out', out(), '--json'], env);
    await node.said(/drives with/);
    node.signals.send('SIGINT');
    const { code, stdout } = await node.ended;
    expect([code, JSON.parse(stdout).ended_because]).toEqual([130, 'interrupted']);
    master.signals.send('SIGTERM');
    await master.ended;
  });

  test('names a port that is taken', async () => {
    const master = call(['master', '--port', '0']);
    await master.said(/ROS_MASTER_URI=\S+\n/);
    const port = /:(\d+)/.exec(master.stdout())![1]!;
    const { code, stderr } = await run(['master', '--port', port]);
    expect(code).toBe(5);
    expect(stderr).toContain(port);
    expect(stderr).not.toMatch(/\n {4}at /);
    master.signals.send('SIGTERM');
    expect((await master.ended).code).toBe(0);
  });
});
