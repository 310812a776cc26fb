import { connect, createServer } from 'node:net';
import { type RosMaster, startMaster } from '../../../src/ros/master/master';
import { callRos } from '../../../src/ros/master/xmlrpc';
import { rosnodejs } from '../../../src/ros/rosnodejs/index';
import type { RosNode } from '../../../src/ros/transport';
import { until } from '../support/log';

describe('a node on rosnodejs, as other programs see it', () => {
  let master: RosMaster;
  let node: RosNode;

  beforeAll(async () => {
    master = await startMaster({ host: '127.0.0.1', port: 0 });
    node = await rosnodejs.startNode({
      name: 'f1_brain',
      masterUri: master.uri,
      argv: [],
      handleSignals: false,
      masterPeriod_ms: 50,
    });
  });

  afterAll(async () => {
    await node.shutdown();
    await master.close();
  });

  it('is known to the master under its name, on loopback', async () => {
    expect(node.name).toBe('/f1_brain');
    expect(node.uri).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await callRos(master.uri, 'lookupNode', ['/me', '/f1_brain'], 2000)).toBe(node.uri);
  });

  it('listens on loopback alone', async () => {
    node.advertise('/port', 'std_msgs/Empty');
    const answer = (await callRos(
      node.uri,
      'requestTopic',
      ['/me', '/port', [['TCPROS']]],
      2000,
    )) as unknown[];
    expect(answer[1]).toBe('127.0.0.1');
    for (const port of [Number(new URL(node.uri).port), Number(answer[2])]) {
      const probe = createServer();
      // Free on another loopback address only if the node did not take every interface.
      await new Promise<void>((resolve, reject) => {
        probe.once('error', reject);
        probe.listen(port, '127.0.0.2', resolve);
      });
      probe.close();
    }
  });

  it('lists its connections with the names of the others', async () => {
    const publisher = node.advertise('/busy', 'std_msgs/Empty');
    node.subscribe('/busy', 'std_msgs/Empty', () => {});
    await until(() => publisher.subscribers === 1);
    const list = (await callRos(node.uri, 'getBusInfo', ['/me'], 2000)) as unknown[][];
    const mine = list.filter((one) => one[4] === '/busy').map(([, ...rest]) => rest);
    expect(mine).toEqual([
      [node.uri, 'i', 'TCPROS', '/busy', true],
      ['/f1_brain', 'o', 'TCPROS', '/busy', true],
    ]);
  });

  it('answers for topics it does not publish and for statistics nobody keeps', async () => {
    const request = callRos(node.uri, 'requestTopic', ['/me', '/unknown', [['TCPROS']]], 2000);
    await expect(request).rejects.toThrow('/unknown is not published here');
    expect(await callRos(node.uri, 'getBusStats', ['/me'], 2000)).toEqual([[], [], []]);
  });

  it('survives garbage on its TCPROS port', async () => {
    const publisher = node.advertise('/garbage', 'std_msgs/Empty');
    const answer = await callRos(node.uri, 'requestTopic', ['/me', '/garbage', [['TCPROS']]], 2000);
    const port = Array.isArray(answer) ? Number(answer[2]) : 0;
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(Buffer.from([2, 0, 0, 0, 255, 255, 8, 0, 0, 0, 200, 0, 0, 0, 65, 66, 67, 68]));
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    expect(publisher.subscribers).toBe(0);
    expect(await callRos(node.uri, 'getPid', ['/me'], 2000)).toBe(process.pid);
  });

  it('registers everything again with a master that was restarted', async () => {
    node.advertise('/again', 'geometry_msgs/Twist');
    node.subscribe('/again', 'geometry_msgs/Twist', () => {});
    node.advertiseService('~stop', 'std_srvs/Trigger', () => ({ success: true, message: '' }));
    let found = false;
    node.onMasterFound(() => {
      found = true;
    });
    await master.close();
    await until(() => !node.masterIsThere);
    master = await startMaster({ host: '127.0.0.1', port: master.port });
    await until(() => found);
    const state = (await callRos(master.uri, 'getSystemState', ['/me'], 2000)) as [string, string[]][][];
    expect(state[0]).toContainEqual(['/again', ['/f1_brain']]);
    expect(state[1]).toContainEqual(['/again', ['/f1_brain']]);
    expect(state[2]).toContainEqual(['/f1_brain/stop', ['/f1_brain']]);
  });

  it('answers a request to shut down, which is its owner’s to follow', async () => {
    node.onShutdownRequested(() => {});
    expect(await callRos(node.uri, 'shutdown', ['/rosnode', 'user request'], 2000)).toBe(0);
    expect(await callRos(node.uri, 'getPid', ['/me'], 2000)).toBe(process.pid);
  });

  it('leaves nothing behind, and leaves even when the master is gone', async () => {
    await node.shutdown();
    const state = (await callRos(master.uri, 'getSystemState', ['/me'], 2000)) as unknown[][];
    expect(state.flat()).toEqual([]);
    await expect(callRos(node.uri, 'getPid', ['/me'], 500)).rejects.toThrow();
  });
});
