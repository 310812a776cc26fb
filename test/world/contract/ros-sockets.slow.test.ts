import { F1_TOPICS } from '../../../src/config/topics';
import { startMaster } from '../../../src/ros/master/master';
import { rosnodejs } from '../../../src/ros/rosnodejs/index';
import { startSimulatorProcess } from '../../../src/session/setup/simulator-process';
import { RosWorld } from '../../../src/world/ros/ros-world';
import { describeWorld } from './contract';

describeWorld('a world over ROS, in a process of its own', async () => {
  const master = await startMaster({ host: '127.0.0.1', port: 0 });
  const simulator = await startSimulatorProcess({
    masterUri: master.uri,
    args: ['--circuit', 'simple_circuit'],
    onLine: () => {},
    environment: process.env,
    mainFile: require.resolve('../../../dist/cli/main.js'),
  });
  const node = await rosnodejs.startNode({
    name: 'contract',
    masterUri: master.uri,
    host: '127.0.0.1',
    handleSignals: false,
  });
  return {
    world: new RosWorld(node, F1_TOPICS),
    tearDown: async () => {
      await node.shutdown();
      await simulator.close();
      await master.close();
    },
  };
});
