import { type RosMaster, startMaster } from '../../../src/ros/master/master';
import { callRos } from '../../../src/ros/master/xmlrpc';
import { rosnodejs } from '../../../src/ros/rosnodejs/index';
import type { RosNode, Transport } from '../../../src/ros/transport';
import { describeTransport } from './contract';

const LOOPBACK = '127.0.0.1';

/** The transport with a rosnodejs of its own, which allows one node a process. It is loaded while the node starts. */
const another: Transport = {
  async startNode(options) {
    let node: RosNode | null = null;
    await jest.isolateModulesAsync(async () => {
      const copy = require('../../../src/ros/rosnodejs/index') as { rosnodejs: Transport };
      node = await copy.rosnodejs.startNode(options);
    });
    return node!;
  },
};

describeTransport('rosnodejs over TCP/IP', async () => {
  let master: RosMaster = await startMaster({ host: LOOPBACK, port: 0, params: { '/use_sim_time': true } });
  const { uri, port } = master;
  return {
    start: (options, which = 'node') =>
      (which === 'node' ? rosnodejs : another).startNode({
        masterUri: uri,
        host: LOOPBACK,
        masterPeriod_ms: 50,
        ...options,
      }),
    stopMaster: () => master.close(),
    restartMaster: async () => {
      master = await startMaster({ host: LOOPBACK, port });
    },
    kill: async (node, reason) => void (await callRos(node.uri, 'shutdown', ['/rosnode', reason], 2000)),
    close: () => master.close(),
  };
});
