import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type RosMaster, startMaster } from '../../../src/ros/master/master';
import { rosnodejs } from '../../../src/ros/rosnodejs/index';
import type { RosNode } from '../../../src/ros/transport';
import { type Running, start, temporaryFolder } from '../../helpers/command-line';
import { pause, until } from '../support/guarded-car';

const FAST_MPS = 10;

describe('a node that is suspended while it steers a fast car', () => {
  const folder = temporaryFolder();
  let master: RosMaster;
  let watch: RosNode;
  let world: Running;
  let node: Running;
  let v_mps = 0;

  beforeAll(async () => {
    master = await startMaster({ host: '127.0.0.1', port: 0 });
    const environment = { ROS_MASTER_URI: master.uri };
    watch = await rosnodejs.startNode({
      name: 'watch',
      masterUri: master.uri,
      environment: {},
      handleSignals: false,
    });
    watch.subscribe('/F1ROS/odom', 'nav_msgs/Odometry', ({ twist }) => {
      v_mps = Math.hypot(twist.twist.linear.x, twist.twist.linear.y);
    });
    world = start(['simulate', '--circuit', 'simple_circuit'], environment);
    await world.said(/is ready/);
    const brain = ['run', 'slim_pilotnet', '--circuit', 'simple_circuit', '--no-record', '--out', folder];
    node = start(brain, environment);
  });

  afterAll(async () => {
    for (const { child, ended } of [node, world]) {
      child.kill('SIGKILL');
      await ended;
    }
    await watch.shutdown();
    await master.close();
  });

  it('has it stopped before a wall, and drives on by itself', async () => {
    for (const stall_ms of [350, 1000, 2400]) {
      await until(() => v_mps > FAST_MPS);
      node.child.kill('SIGSTOP');
      await pause(stall_ms);
      if (stall_ms >= 1000) await until(() => v_mps === 0);
      node.child.kill('SIGCONT');
    }
    await until(() => v_mps > FAST_MPS);
    node.child.kill('SIGINT');
    expect((await node.ended).code).toBe(0);
    const { incidents, wall_contact_events } = JSON.parse(
      readFileSync(path.join(folder, 'statistics.json'), 'utf8'),
    );
    expect(incidents.guard_stopped).toBeGreaterThanOrEqual(2);
    expect(wall_contact_events).toBe(0);
  });
});
