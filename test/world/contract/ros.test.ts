import { loadCircuit } from '../../../src/circuit/load';
import { F1_TOPICS } from '../../../src/config/topics';
import { MemoryGraph } from '../../../src/ros/memory/graph';
import { RosWorld } from '../../../src/world/ros/ros-world';
import { startRosSimulator } from '../../../src/world/simulator/ros-simulator';
import { describeWorld } from './contract';

describeWorld('a world over ROS, within this process', async () => {
  const graph = new MemoryGraph();
  const gazebo = await graph.startNode({ name: 'gazebo', handleSignals: false });
  const node = await graph.startNode({ name: 'contract', handleSignals: false });
  const simulator = await startRosSimulator({
    node: gazebo,
    circuit: await loadCircuit('simple_circuit'),
    direction: 'forward',
    seed: 1,
    realTimeFactor: 1,
  });
  return {
    world: new RosWorld(node, F1_TOPICS),
    tearDown: async () => {
      await node.shutdown();
      await simulator.close();
      await gazebo.shutdown();
    },
  };
});
