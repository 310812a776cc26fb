import { connect, createServer } from 'node:net';
import { BrainError, WorldError } from '../../../src/errors';
import type { ImageMessage } from '../../../src/messages/types';
import { type RosMaster, startMaster } from '../../../src/ros/master/master';
import { callRos } from '../../../src/ros/master/xmlrpc';
import { rosnodejs } from '../../../src/ros/rosnodejs/index';
import type { RosNode } from '../../../src/ros/transport';
import { Log, until } from '../support/log';

const zero = { x: 0, y: 0, z: 0 };
const header = { seq: 1, stamp: { sec: 12, nsec: 34 }, frame_id: 'camera' };

describe('a node', () => {
  const offered = async (service: string) => {
    const lookup = () => callRos(master.uri, 'lookupService', ['/me', service], 2000).catch(() => null);
    while ((await lookup()) === null) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const log = new Log();
  let master: RosMaster;
  let node: RosNode;

  beforeAll(async () => {
    master = await startMaster({ host: '127.0.0.1', port: 0 });
    await callRos(master.uri, 'setParam', ['/me', '/use_sim_time', true], 2000);
    node = await rosnodejs.startNode({
      name: 'f1_brain',
      masterUri: master.uri,
      argv: ['run', '_gain:=2.5', '/from:=/to'],
      logger: log,
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

  it('sends and receives camera images byte by byte', async () => {
    const publisher = node.advertise('/camera', 'sensor_msgs/Image');
    const received: ImageMessage[] = [];
    const subscription = node.subscribe('/camera', 'sensor_msgs/Image', (image) => {
      received.push({ ...image, data: Uint8Array.from(image.data) });
    });
    await until(() => publisher.subscribers === 1);
    const data = Uint8Array.from({ length: 640 * 480 * 3 }, (_, index) => index % 251);
    const image = { header, height: 480, width: 640, encoding: 'rgb8', is_bigendian: 0, step: 1920, data };
    publisher.publish(image);
    publisher.publish(image);
    await until(() => subscription.received === 2);
    expect(received[1]?.header).toEqual(header);
    expect(Buffer.compare(received[1]?.data ?? Buffer.alloc(0), data)).toBe(0);
    await subscription.close();
    await until(() => publisher.subscribers === 0);
  });

  it('keeps the pixels of an image until its listener is done with them', async () => {
    const publisher = node.advertise('/held', 'sensor_msgs/Image');
    const held: { data: Uint8Array; release: () => void }[] = [];
    node.subscribe(
      '/held',
      'sensor_msgs/Image',
      ({ data }) => new Promise<void>((release) => held.push({ data, release })),
    );
    await until(() => publisher.subscribers === 1);
    for (const value of [1, 2, 3]) {
      const data = new Uint8Array(300_000).fill(value);
      publisher.publish({
        header,
        height: 100,
        width: 1000,
        encoding: 'rgb8',
        is_bigendian: 0,
        step: 3000,
        data,
      });
    }
    await until(() => held.length === 3);
    expect(held.map(({ data }) => [data[0], data[299_999]])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    for (const { release } of held) release();
  });

  it('hears only others on a topic where it asks for that', async () => {
    const publisher = node.advertise('/shared', 'std_msgs/String');
    const heard: string[] = [];
    const connections: boolean[] = [];
    const subscription = node.subscribe('/shared', 'std_msgs/String', ({ data }) => void heard.push(data), {
      othersOnly: true,
      onPublisher: (_uri, _callerId, connected) => connections.push(connected),
    });
    const all = node.advertise('/own', 'std_msgs/String');
    const own: boolean[] = [];
    const ownSubscription = node.subscribe('/own', 'std_msgs/String', () => {}, {
      onPublisher: (_uri, callerId, connected) => {
        expect(callerId).toBe('/f1_brain');
        own.push(connected);
      },
    });
    await until(() => all.subscribers === 1);
    await until(() => own.length === 1);
    expect(publisher.subscribers).toBe(0);
    await ownSubscription.close();
    await subscription.close();
    expect([own, connections, heard]).toEqual([[true, false], [], []]);
  });

  it('goes on after a listener that fails, and says so', async () => {
    const publisher = node.advertise('/fails', 'std_msgs/String');
    const heard: string[] = [];
    node.subscribe('/fails', 'std_msgs/String', ({ data }) => {
      heard.push(data);
      throw new Error('no way');
    });
    await until(() => publisher.subscribers === 1);
    publisher.publish({ data: 'one' });
    publisher.publish({ data: 'two' });
    await until(() => heard.length === 2);
    expect(log.lines).toContain('error: topic /fails: its listener failed: no way');
  });

  it('stamps its log in ROS time: by /clock where /use_sim_time is true', async () => {
    const stamps = new Map<string, number>();
    const rosout = node.subscribe('/rosout', 'rosgraph_msgs/Log', ({ header, msg }) => {
      stamps.set(msg, header.stamp.sec);
    });
    const clock = node.advertise('/clock', 'rosgraph_msgs/Clock', { latching: true });
    let heard_s = 0;
    node.logger.info('before the clock');
    await until(() => stamps.has('before the clock'));
    node.subscribe('/clock', 'rosgraph_msgs/Clock', (message) => {
      heard_s = message.clock.sec;
    });
    clock.publish({ clock: { sec: 12, nsec: 340 } });
    await until(() => heard_s === 12);
    node.logger.info('after it');
    await until(() => stamps.has('after it'));
    expect(stamps.get('before the clock')).toBeGreaterThan(1_700_000_000);
    expect(stamps.get('after it')).toBe(12);
    await rosout.close();
  });

  it('gives a late subscriber the last message of a latched topic', async () => {
    node.advertise('/latched', 'std_msgs/String', { latching: true }).publish({ data: 'still here' });
    const heard = await new Promise<string>((resolve) => {
      node.subscribe('/latched', 'std_msgs/String', ({ data }) => resolve(data));
    });
    expect(heard).toBe('still here');
  });

  it('reports a topic of another type in one line with both types', async () => {
    node.advertise('/speed', 'std_msgs/Float64');
    const subscription = node.subscribe('/speed', 'geometry_msgs/Twist', () => {});
    await until(() => subscription.mismatched === 1);
    const line = log.lines.find((one) => one.includes('topic /speed'));
    expect(line).toContain('topic /speed is std_msgs/Float64, but geometry_msgs/Twist is needed here');
    expect(subscription.received).toBe(0);
  });

  it('applies remappings and knows them', () => {
    expect(node.resolve('/from')).toBe('/to');
    expect(node.remapped('/from')).toBe('/to');
    expect(node.advertise('/from', 'std_msgs/Empty').topic).toBe('/to');
  });

  it('offers services and calls them', async () => {
    node.advertiseService('~stop', 'std_srvs/Trigger', () => ({ success: true, message: 'stopped' }));
    await offered('/f1_brain/stop');
    expect(await node.callService('~stop', 'std_srvs/Trigger', {})).toEqual({
      success: true,
      message: 'stopped',
    });
  });

  it('makes a call fail whose service throws or does not exist', async () => {
    node.advertiseService('/broken', 'std_srvs/Empty', () => {
      throw new Error('out of order');
    });
    await offered('/broken');
    await expect(node.callService('/broken', 'std_srvs/Empty', {})).rejects.toBeInstanceOf(WorldError);
    expect(log.lines).toContain('error: service /broken failed: out of order');
    await expect(node.callService('/nowhere', 'std_srvs/Empty', {})).rejects.toThrow('service /nowhere');
  });

  it('puts private parameters of its command line on the server', async () => {
    expect(await node.getParam('~gain')).toBe(2.5);
    expect(await node.getParam('/f1_brain/gain')).toBe(2.5);
    expect(await node.getParam('~nothing')).toBeNull();
  });

  it('refuses a second subscription or publisher of one topic', () => {
    expect(() => node.subscribe('/camera2', 'std_msgs/Empty', () => {})).not.toThrow();
    expect(() => node.subscribe('/camera2', 'std_msgs/Empty', () => {})).toThrow(BrainError);
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

  it('publishes its log lines on /rosout', async () => {
    const line = new Promise<string>((resolve) => {
      node.subscribe('/rosout', 'rosgraph_msgs/Log', ({ level, name, msg }) => {
        if (msg.startsWith('ready')) resolve(`${level} ${name} ${msg}`);
      });
    });
    node.logger.info('ready to drive');
    expect(await line).toBe('2 /f1_brain ready to drive');
    expect(log.lines).toContain('info: ready to drive');
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
    const publisher = node.advertise('/again', 'geometry_msgs/Twist');
    let heard = 0;
    node.subscribe('/again', 'geometry_msgs/Twist', () => {
      heard += 1;
    });
    await until(() => publisher.subscribers === 1);
    const events: string[] = [];
    node.onMasterLost(() => events.push('lost'));
    node.onMasterFound(() => events.push('found'));
    await master.close();
    await until(() => events.includes('lost'));
    expect(node.masterIsThere).toBe(false);
    // What is connected goes on without a master.
    publisher.publish({ linear: zero, angular: zero });
    await until(() => heard === 1);
    master = await startMaster({ host: '127.0.0.1', port: master.port });
    await until(() => events.includes('found'));
    await until(() => node.masterIsThere);
    const state = (await callRos(master.uri, 'getSystemState', ['/me'], 2000)) as [string, string[]][][];
    expect(state[0]).toContainEqual(['/again', ['/f1_brain']]);
    expect(state[1]).toContainEqual(['/again', ['/f1_brain']]);
    expect(state[2]).toContainEqual(['/f1_brain/stop', ['/f1_brain']]);
    expect(await node.callService('~stop', 'std_srvs/Trigger', {})).toMatchObject({ success: true });
    expect(await node.getParam('~gain')).toBe(2.5);
    // The new master has not been told of /use_sim_time; a clock that changed on the way would break every stamp.
    expect([await node.getParam('/use_sim_time'), node.useSimTime]).toEqual([null, true]);
    publisher.publish({ linear: zero, angular: zero });
    await until(() => heard === 2);
  });

  it('passes a request to shut down on to its owner and answers it', async () => {
    const request = new Promise<string>((resolve) => {
      node.onShutdownRequested(({ by, reason }) => resolve(`${by}: ${reason}`));
    });
    expect(await callRos(node.uri, 'shutdown', ['/rosnode', 'user request'], 2000)).toBe(0);
    expect(await request).toBe('ros: /rosnode: user request');
    expect(await callRos(node.uri, 'getPid', ['/me'], 2000)).toBe(process.pid);
  });

  it('leaves nothing behind, and leaves even when the master is gone', async () => {
    await node.shutdown();
    const state = (await callRos(master.uri, 'getSystemState', ['/me'], 2000)) as unknown[][];
    expect(state.flat()).toEqual([]);
    await expect(callRos(node.uri, 'getPid', ['/me'], 500)).rejects.toThrow();
  });
});
