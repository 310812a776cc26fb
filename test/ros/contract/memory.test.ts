import { MemoryGraph } from '../../../src/ros/memory/graph';
import { describeTransport } from './contract';

describeTransport('the transport within a process', async () => {
  const graph = new MemoryGraph({ '/use_sim_time': true });
  return {
    start: (options) => graph.startNode(options),
    stopMaster: async () => graph.loseMaster(),
    restartMaster: () => graph.restartMaster(),
    kill: async ({ name }, reason) => graph.requestShutdown(name, `/rosnode: ${reason}`),
    close: async () => {},
  };
});
