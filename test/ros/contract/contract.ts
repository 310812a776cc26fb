import { BrainError, ConfigurationError } from '../../../src/errors';
import type { ImageMessage } from '../../../src/messages/index';
import type { RosNode, RosNodeOptions } from '../../../src/ros/transport';
import { Log, until } from '../support/log';

/** A ROS graph of one transport, with what happens to it in the test's hands. */
export interface Graph {
  /** Joins as a node; `peer` is the second of two. */
  start(options: RosNodeOptions, which?: 'node' | 'peer'): Promise<RosNode>;
  stopMaster(): Promise<void>;
  restartMaster(): Promise<void>;
  /** As `rosnode kill`. */
  kill(node: RosNode, reason: string): Promise<void>;
  close(): Promise<void>;
}

const zero = { x: 0, y: 0, z: 0 };
const header = { seq: 1, stamp: { sec: 12, nsec: 34 }, frame_id: 'camera' };

function imageOf(data: Uint8Array): ImageMessage {
  const [height, width] = [100, data.length / 300];
  return { header, height, width, encoding: 'rgb8', is_bigendian: 0, step: 3 * width, data };
}

/** What the house relies on, whatever carries the messages. `open` makes a graph without nodes, with /use_sim_time
 *  true. */
export function describeTransport(name: string, open: () => Promise<Graph>): void {
  describe(name, () => {
    const log = new Log();
    const peerLog = new Log();
    let graph: Graph;
    let node: RosNode;
    let peer: RosNode;

    beforeAll(async () => {
      graph = await open();
      node = await graph.start({
        name: 'f1_brain',
        argv: ['run', '_gain:=2.5', '_awake:=yes', '/from:=/to', 'odom:=/pose'],
        logger: log,
        handleSignals: false,
      });
      peer = await graph.start({ name: 'world', argv: [], logger: peerLog, handleSignals: false }, 'peer');
    });

    afterAll(async () => {
      await node.shutdown();
      await peer.shutdown();
      await graph.close();
    });

    /** Calls a service as soon as it is offered. */
    async function offered(service: string): Promise<void> {
      for (;;) {
        const found = await peer.callService(service, 'std_srvs/Trigger', {}, 1000).catch(() => null);
        if (found !== null) return;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }

    describe('names', () => {
      it('are absolute and follow the remappings of the command line', () => {
        expect(node.name).toBe('/f1_brain');
        expect(node.resolve('~gain')).toBe('/f1_brain/gain');
        expect(node.resolve('camera')).toBe('/camera');
        expect(node.resolve('/from')).toBe('/to');
        expect(node.remapped('odom')).toBe('/pose');
        expect(node.remapped('camera')).toBeNull();
        expect(node.advertise('/from', 'std_msgs/Empty').topic).toBe('/to');
      });

      it('are refused where they cannot be names', () => {
        expect(() => node.resolve('a b')).toThrow(ConfigurationError);
        expect(() => node.advertise('1', 'std_msgs/Empty')).toThrow(ConfigurationError);
      });
    });

    describe('a topic', () => {
      it('carries images byte by byte, with their serialized form and the name of the publisher', async () => {
        const publisher = peer.advertise('/camera', 'sensor_msgs/Image');
        const received: ImageMessage[] = [];
        const callers: (string | null)[] = [];
        let tail = Buffer.alloc(0);
        const subscription = node.subscribe('/camera', 'sensor_msgs/Image', (image, bytes, callerId) => {
          received.push({ ...image, data: Uint8Array.from(image.data) });
          tail = Buffer.from(bytes.subarray(-image.data.length));
          callers.push(callerId);
        });
        await until(() => publisher.subscribers === 1);
        const data = Uint8Array.from({ length: 30_000 * 30 }, (_, index) => index % 251);
        publisher.publish(imageOf(data));
        publisher.publish(imageOf(data));
        await until(() => subscription.received === 2);
        expect(received[1]).toMatchObject({ header, height: 100, width: 3000, encoding: 'rgb8' });
        expect(Buffer.compare(received[1]!.data, data)).toBe(0);
        expect(Buffer.compare(tail, data)).toBe(0);
        expect(callers).toEqual(['/world', '/world']);
        expect(subscription.connected()).toEqual([peer.uri]);
        await subscription.close();
        await subscription.close();
        await until(() => publisher.subscribers === 0);
      });

      it('serializes what is published before publish returns, and delivers after it', async () => {
        const publisher = node.advertise('/reused', 'sensor_msgs/Image');
        const heard: number[] = [];
        node.subscribe('/reused', 'sensor_msgs/Image', ({ data }) => void heard.push(data[0]!));
        await until(() => publisher.subscribers === 1);
        const data = new Uint8Array(300);
        for (const value of [1, 2, 3]) {
          data.fill(value);
          publisher.publish(imageOf(data));
        }
        data.fill(9);
        expect(heard).toEqual([]);
        await until(() => heard.length === 3);
        expect(heard).toEqual([1, 2, 3]);
      });

      it('keeps the pixels of an image until its listener is done with them', async () => {
        const publisher = peer.advertise('/held', 'sensor_msgs/Image');
        const held: { data: Uint8Array; release: () => void }[] = [];
        node.subscribe(
          '/held',
          'sensor_msgs/Image',
          ({ data }) => new Promise<void>((release) => held.push({ data, release })),
        );
        await until(() => publisher.subscribers === 1);
        for (const value of [1, 2, 3]) publisher.publish(imageOf(new Uint8Array(300_000).fill(value)));
        await until(() => held.length === 3);
        const ends = held.map(({ data }) => [data[0], data[299_999]]);
        expect(ends).toEqual([1, 2, 3].map((value) => [value, value]));
        for (const { release } of held) release();
      });

      it('gives a late subscriber the last message where it is latched', async () => {
        peer.advertise('/latched', 'std_msgs/String', { latching: true }).publish({ data: 'still here' });
        const heard = await new Promise<string>((resolve) => {
          node.subscribe('/latched', 'std_msgs/String', ({ data }) => resolve(data));
        });
        expect(heard).toBe('still here');
      });

      it('greets a subscriber that connects, where there is something to say', async () => {
        let word: string | null = null;
        const greeted = peer.advertise('/greeted', 'std_msgs/String', {
          greeting: () => (word === null ? null : { data: word }),
        });
        const heard: string[] = [];
        const early = node.subscribe('/greeted', 'std_msgs/String', ({ data }) => void heard.push(data));
        await until(() => greeted.subscribers === 1);
        await early.close();
        await until(() => greeted.subscribers === 0);
        word = 'hello';
        node.subscribe('/greeted', 'std_msgs/String', ({ data }) => void heard.push(data));
        await until(() => heard.length > 0);
        expect(heard).toEqual(['hello']);
      });

      it('is heard from others alone where that is asked for', async () => {
        const own = node.advertise('/shared', 'std_msgs/String');
        const others = peer.advertise('/shared', 'std_msgs/String');
        const heard: string[] = [];
        const subscription = node.subscribe(
          '/shared',
          'std_msgs/String',
          ({ data }) => void heard.push(data),
          { othersOnly: true },
        );
        await until(() => others.subscribers === 1);
        own.publish({ data: 'mine' });
        others.publish({ data: 'theirs' });
        await until(() => heard.length > 0);
        expect([heard, own.subscribers]).toEqual([['theirs'], 0]);
        await subscription.close();
      });

      it('tells who publishes it and who no longer does', async () => {
        const passing = await graph.start({ name: 'passing', argv: [], handleSignals: false }, 'peer');
        const events: (string | null | boolean)[][] = [];
        node.subscribe('/passing', 'std_msgs/Empty', () => {}, {
          onPublisher: (uri, callerId, connected) => events.push([uri, callerId, connected]),
        });
        passing.advertise('/passing', 'std_msgs/Empty');
        await until(() => events.length === 1);
        await passing.shutdown();
        await until(() => events.length === 2);
        expect(events).toEqual([
          [passing.uri, '/passing', true],
          [passing.uri, '/passing', false],
        ]);
      });

      it('of another type is reported in one line with both types, and not read', async () => {
        const publisher = peer.advertise('/speed', 'std_msgs/Float64');
        const subscription = node.subscribe('/speed', 'geometry_msgs/Twist', () => {});
        await until(() => subscription.mismatched === 1);
        publisher.publish({ data: 1 });
        expect(log.lines.filter((line) => line.includes('topic /speed'))).toEqual([
          `error: topic /speed is std_msgs/Float64, but geometry_msgs/Twist is needed here: ` +
            `nothing is read from ${peer.uri}; remap the topic or fix its publisher`,
        ]);
        expect([subscription.received, subscription.connected()]).toEqual([0, []]);
      });

      it('goes on after a listener that fails, and says so', async () => {
        const publisher = peer.advertise('/fails', 'std_msgs/String');
        const heard: string[] = [];
        node.subscribe('/fails', 'std_msgs/String', ({ data }) => {
          heard.push(data);
          if (data === 'two') return Promise.reject(new Error('too late'));
          throw new Error('no way');
        });
        await until(() => publisher.subscribers === 1);
        for (const data of ['one', 'two', 'three']) publisher.publish({ data });
        await until(() => heard.length === 3);
        const line = 'error: topic /fails: its listener failed:';
        await until(() => log.lines.includes(`${line} too late`));
        expect(log.lines.filter((one) => one === `${line} no way`)).toHaveLength(2);
      });

      it('is published and subscribed to once by a node', async () => {
        node.advertise('/twice', 'std_msgs/Empty');
        expect(() => node.advertise('/twice', 'std_msgs/Empty')).toThrow(BrainError);
        const subscription = node.subscribe('/twice', 'std_msgs/Empty', () => {});
        expect(() => node.subscribe('/twice', 'std_msgs/Empty', () => {})).toThrow(BrainError);
        await subscription.close();
        expect(() => node.subscribe('/twice', 'std_msgs/Empty', () => {})).not.toThrow();
      });
    });

    describe('a service', () => {
      it('is called by its own node and by others', async () => {
        node.advertiseService('~stop', 'std_srvs/Trigger', () => ({ success: true, message: 'stopped' }));
        await offered('/f1_brain/stop');
        const answer = { success: true, message: 'stopped' };
        expect(await node.callService('~stop', 'std_srvs/Trigger', {})).toEqual(answer);
        expect(await peer.callService('/f1_brain/stop', 'std_srvs/Trigger', {})).toEqual(answer);
      });

      it('gets the request, and may take its time', async () => {
        peer.advertiseService('/state', 'gazebo_msgs/GetModelState', async ({ model_name }) => {
          await new Promise((resolve) => setImmediate(resolve));
          const pose = { position: { ...zero, x: 2 }, orientation: { ...zero, w: 1 } };
          return {
            header,
            pose,
            twist: { linear: zero, angular: zero },
            success: true,
            status_message: model_name,
          };
        });
        const request = { model_name: 'f1', relative_entity_name: '' };
        const call = () => node.callService('/state', 'gazebo_msgs/GetModelState', request);
        let answer = await call().catch(() => null);
        while (answer === null) answer = await call().catch(() => null);
        expect(answer).toMatchObject({ header, status_message: 'f1', success: true });
        expect(answer.pose.position.x).toBe(2);
      });

      it('that throws makes the call fail, and is logged where it is offered', async () => {
        let calls = 0;
        peer.advertiseService('/broken', 'std_srvs/Trigger', () => {
          calls += 1;
          throw new Error('out of order');
        });
        const call = () => node.callService('/broken', 'std_srvs/Trigger', {});
        let failure = '';
        while (calls === 0) failure = await call().then(String, String);
        expect(failure).toMatch(/^WorldError: service \/broken/);
        expect(peerLog.lines).toContain('error: service /broken failed: out of order');
      });

      it('whose request or response is incomplete makes the call fail', async () => {
        peer.advertiseService('/incomplete', 'std_srvs/SetBool', () => ({ success: true }) as never);
        peer.advertiseService('/level', 'roscpp/SetLoggerLevel', () => ({}));
        const failureOf = async (call: () => Promise<unknown>) => {
          let failure = 'nobody offers';
          while (/no provider|nobody offers/.test(failure)) failure = await call().then(String, String);
          return failure;
        };
        const response = () => node.callService('/incomplete', 'std_srvs/SetBool', { data: true }, 1000);
        const request = () => node.callService('/level', 'roscpp/SetLoggerLevel', {} as never, 1000);
        expect(await failureOf(response)).toMatch(/^WorldError: service \/incomplete: .*undefined/);
        expect(await failureOf(request)).toMatch(/^WorldError: service \/level: .*undefined/);
      });

      it('that nobody offers is said to be so', async () => {
        const call = node.callService('/nowhere', 'std_srvs/Empty', {});
        await expect(call).rejects.toThrow(/^service \/nowhere: .*(no provider|nobody offers)/);
        await expect(call).rejects.toHaveProperty('name', 'WorldError');
      });

      it('that gives no answer is given up after the time that was set', async () => {
        let called = false;
        peer.advertiseService('/slow', 'std_srvs/Empty', () => {
          called = true;
          return new Promise(() => {});
        });
        let failure = '';
        while (!called)
          failure = await node.callService('/slow', 'std_srvs/Empty', {}, 50).then(String, String);
        expect(failure).toBe('WorldError: service /slow gave no answer within 50 ms');
      });

      it('is offered once by a node', () => {
        node.advertiseService('/once', 'std_srvs/Empty', () => ({}));
        expect(() => node.advertiseService('/once', 'std_srvs/Empty', () => ({}))).toThrow(BrainError);
      });
    });

    describe('parameters', () => {
      it('of the command line are private to the node, and read as YAML', async () => {
        expect(await node.getParam('~gain')).toBe(2.5);
        expect(await peer.getParam('/f1_brain/gain')).toBe(2.5);
        expect(await node.getParam(node.name)).toEqual({ gain: 2.5, awake: true });
      });

      it('are set, found, and deleted', async () => {
        expect([await node.getParam('/speed'), await node.hasParam('/speed')]).toEqual([null, false]);
        await peer.setParam('/speed', { most: 3, names: ['a', 'b'], slow: false });
        expect(await node.getParam('/speed/names')).toEqual(['a', 'b']);
        expect(await node.hasParam('/speed')).toBe(true);
        await node.deleteParam('/speed');
        await node.deleteParam('/speed');
        expect(await peer.getParam('/speed')).toBeNull();
      });
    });

    describe('the log', () => {
      it('goes to /rosout from info on', async () => {
        const heard: string[] = [];
        const subscription = peer.subscribe('/rosout', 'rosgraph_msgs/Log', ({ level, name, msg }) => {
          if (name === node.name && msg.startsWith('ready')) heard.push(`${level} ${name} ${msg}`);
        });
        await until(() => subscription.connected().includes(node.uri));
        node.logger.debug('ready in detail');
        node.logger.info('ready to drive');
        node.logger.error('ready to fail');
        await until(() => heard.length === 2);
        expect(heard).toEqual(['2 /f1_brain ready to drive', '8 /f1_brain ready to fail']);
        expect(log.lines).toContain('info: ready to drive');
        await subscription.close();
      });

      it('is stamped in ROS time: by /clock where /use_sim_time is true', async () => {
        expect(node.useSimTime).toBe(true);
        const stamps = new Map<string, number>();
        const rosout = node.subscribe('/rosout', 'rosgraph_msgs/Log', (line) => {
          stamps.set(line.msg, line.header.stamp.sec);
        });
        const clock = peer.advertise('/clock', 'rosgraph_msgs/Clock', { latching: true });
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

      it('is published line by line where its owner passes the lines on', async () => {
        let line: (level: number, message: string) => void = () => {};
        const own = await graph.start(
          { name: 'own_log', argv: [], handleSignals: false, onLine: (listener) => (line = listener) },
          'peer',
        );
        const heard: string[] = [];
        const rosout = node.subscribe('/rosout', 'rosgraph_msgs/Log', ({ level, name, msg }) => {
          if (name === own.name) heard.push(`${level} ${msg}`);
        });
        await until(() => rosout.connected().includes(own.uri));
        line(20, 'in detail');
        line(60, 'the end');
        await until(() => heard.length === 2);
        expect(heard).toEqual(['1 in detail', '16 the end']);
        await rosout.close();
        await own.shutdown();
      });
    });

    describe('a master that goes and comes back', () => {
      it('is reported, and knows everything again', async () => {
        const publisher = peer.advertise('/again', 'geometry_msgs/Twist');
        let heard = 0;
        const late: string[] = [];
        node.subscribe('/again', 'geometry_msgs/Twist', () => {
          heard += 1;
        });
        await until(() => publisher.subscribers === 1);
        const events: string[] = [];
        node.onMasterLost((reason) => events.push(`lost: ${reason !== ''}`));
        node.onMasterFound(() => events.push('found'));
        await graph.stopMaster();
        await until(() => events.length === 1 && !peer.masterIsThere);
        expect(node.masterIsThere).toBe(false);
        // What is connected goes on without a master.
        publisher.publish({ linear: zero, angular: zero });
        await until(() => heard === 1);
        node.subscribe('/meanwhile', 'std_msgs/String', ({ data }) => void late.push(data));
        peer.advertise('/meanwhile', 'std_msgs/String', { latching: true }).publish({ data: 'here' });
        await graph.restartMaster();
        await until(() => events.length === 2 && node.masterIsThere && peer.masterIsThere);
        expect(events).toEqual(['lost: true', 'found']);
        await until(() => late.length === 1);
        publisher.publish({ linear: zero, angular: zero });
        await until(() => heard === 2);
        expect(await peer.callService('/f1_brain/stop', 'std_srvs/Trigger', {})).toMatchObject({
          success: true,
        });
        expect(await node.getParam('~gain')).toBe(2.5);
        // The new master has not been told of /use_sim_time; a clock that changed on the way would break every stamp.
        expect([await node.getParam('/use_sim_time'), node.useSimTime]).toEqual([null, true]);
      });

      it('is waited for by a node that starts meanwhile', async () => {
        await graph.stopMaster();
        const early = new Log();
        const starting = graph.start(
          { name: 'early', argv: [], logger: early, handleSignals: false },
          'peer',
        );
        await until(() => early.lines.length > 0);
        await graph.restartMaster();
        await (await starting).shutdown();
        expect(early.lines).toEqual([
          expect.stringMatching(/^warn: no ROS master at .*ECONNREFUSED.*start roscore/),
          expect.stringMatching(/^info: ROS master found at /),
        ]);
      });

      it('is not waited for any longer than its owner does', async () => {
        await graph.stopMaster();
        const signal = AbortSignal.timeout(50);
        const starting = graph.start({ name: 'early', argv: [], handleSignals: false, signal }, 'peer');
        await expect(starting).rejects.toHaveProperty('name', 'WorldError');
        await graph.restartMaster();
        await until(() => node.masterIsThere);
      });
    });

    describe('the end', () => {
      it('is asked for by others, and left to the owner', async () => {
        const requests: string[] = [];
        node.onShutdownRequested(({ by, reason }) => requests.push(`${by}: ${reason}`));
        await graph.kill(node, 'user request');
        await until(() => requests.length === 1);
        expect(requests).toEqual(['ros: /rosnode: user request']);
        // One who listens late hears of it as well.
        node.onShutdownRequested(({ by }) => requests.push(by));
        expect(requests).toHaveLength(2);
        expect(await peer.callService('/f1_brain/stop', 'std_srvs/Trigger', {})).toMatchObject({
          success: true,
        });
      });

      it('comes by itself for a node without an owner that listens', async () => {
        const orphan = await graph.start({ name: 'orphan', argv: [], handleSignals: false }, 'peer');
        const events: boolean[] = [];
        node.subscribe('/orphan', 'std_msgs/Empty', () => {}, {
          onPublisher: (_uri, _callerId, connected) => events.push(connected),
        });
        orphan.advertise('/orphan', 'std_msgs/Empty');
        await until(() => events.length === 1);
        await graph.kill(orphan, 'nobody needs it');
        await until(() => events.length === 2);
        expect(events).toEqual([true, false]);
        await orphan.shutdown();
      });

      it('leaves nothing of the node behind', async () => {
        const publisher = peer.advertise('/left', 'std_msgs/Empty');
        node.subscribe('/left', 'std_msgs/Empty', () => {});
        await until(() => publisher.subscribers === 1);
        await node.shutdown();
        await node.shutdown();
        await until(() => publisher.subscribers === 0);
        await expect(peer.callService('/f1_brain/stop', 'std_srvs/Trigger', {})).rejects.toThrow(
          '/f1_brain/stop',
        );
      });

      it('leaves no signal handler behind', async () => {
        const handlers = () => [process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')];
        const before = handlers();
        const started = await graph.start({ name: 'signals', argv: [] }, 'peer');
        expect(handlers()).toEqual(before.map((count) => count + 1));
        await started.shutdown();
        expect(handlers()).toEqual(before);
      });
    });

    it.each([
      ['a name', { name: 'a b' }],
      ['a remapping', { name: 'n', argv: ['camera:=/a b'] }],
      ['the YAML of a parameter', { name: 'n', argv: ['_gain:=[1,'] }],
    ])('refuses to start with %s that cannot be', async (_, options) => {
      await expect(graph.start({ ...options, handleSignals: false }, 'peer')).rejects.toHaveProperty(
        'name',
        'ConfigurationError',
      );
    });
  });
}
