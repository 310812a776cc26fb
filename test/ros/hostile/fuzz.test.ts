import { readdirSync } from 'node:fs';
import { createServer as createHttpServer, type Server as HttpServer, request } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Messages } from '../../../src/messages/index';
import { type RosMaster, startMaster } from '../../../src/ros/master/master';
import { MasterApi } from '../../../src/ros/master/master-api';
import { callRos } from '../../../src/ros/master/xmlrpc';
import { parseMethodCall, parseMethodResponse } from '../../../src/ros/master/xmlrpc-parser';
import { NODE_LIMITS } from '../../../src/ros/master/xmlrpc-value';
import { rosnodejs } from '../../../src/ros/rosnodejs/index';
import { FrameReader } from '../../../src/ros/tcpros/frame-reader';
import { PublisherLink } from '../../../src/ros/tcpros/publisher-link';
import { callServiceAt } from '../../../src/ros/tcpros/service-call';
import { decodeHeader } from '../../../src/ros/tcpros/wire';
import type { RosNode, RosPublisher, Transport } from '../../../src/ros/transport';
import { RandomSource } from '../../../src/support/random';
import { memoryHeld } from '../../helpers/memory';
import { THOROUGH } from '../../helpers/thorough';
import { until } from '../support/log';
import { hostileAnswer, hostileCall, hostileStream } from './messages';

const LOOPBACK = '127.0.0.1';
/** Messages to each socket. */
const COUNT = THOROUGH ? 10_000 : 250;
const PARSED = THOROUGH ? 30_000 : 4000;
const AT_ONCE = 20;
const MIB = 1024 * 1024;
/** Growth of what is held: 2.5 MB at most after 10,000 messages. */
const MOST_HELD_bytes = 10 * MIB;
/** Growth of the whole process, with what native code holds; memory is given back late. */
const MOST_RESIDENT_bytes = 100 * MIB;
/** So many messages leave tens of megabytes of garbage. */
const BETWEEN_COLLECTIONS = 2000;
const MOST_DESCRIPTORS = 60;

/** Does `work` for each message, some at a time. */
async function forEach(count: number, work: (random: RandomSource) => Promise<unknown>): Promise<void> {
  let index = 0;
  const worker = async () => {
    while (index < count) {
      const message = index++;
      if (message % BETWEEN_COLLECTIONS === BETWEEN_COLLECTIONS - 1) await memoryHeld();
      await work(new RandomSource(16, message));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function post(uri: string, body: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const call = request(uri, { method: 'POST', agent: false }, (response) => {
      response.resume();
      response.on('close', () => resolve());
    });
    call.on('error', () => resolve());
    call.end(body);
  });
}

/** Sends the bytes and leaves: politely, at once, or never by itself. */
function send(port: number, bytes: Buffer, random: RandomSource): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, LOOPBACK, () => {
      socket.write(bytes, () => {
        if (random.chance(0.3)) socket.resetAndDestroy();
        else if (random.chance(0.5)) socket.end();
        else setTimeout(() => socket.destroy(), 5);
      });
    });
    socket.on('error', () => {});
    socket.resume();
    socket.on('close', () => resolve());
  });
}

// Two minutes are not enough for all of them on a busy machine.
if (THOROUGH) jest.setTimeout(360_000);

const descriptors = () => readdirSync('/proc/self/fd').length;

describe('the parsers of what peers send', () => {
  it('end with a value or an error for each of many messages', () => {
    let refused = 0;
    for (let index = 0; index < PARSED; index++) {
      const random = new RandomSource(1, index);
      for (const parse of [
        () => parseMethodCall(hostileCall(random), NODE_LIMITS),
        () => parseMethodResponse(hostileAnswer(random), NODE_LIMITS),
        () => new FrameReader(65_536).push(hostileStream(random)).map(decodeHeader),
      ]) {
        try {
          parse();
        } catch (error) {
          // RangeError and TypeError would be the stack's or ours.
          if (!/^(Error|XmlRpcFault)$/.test((error as Error).name)) {
            expect((error as NodeJS.ErrnoException).code).toBe('ERR_ENCODING_INVALID_ENCODED_DATA');
          }
          refused += 1;
        }
      }
    }
    expect(refused).toBeGreaterThan(PARSED / 10);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('a node that drives while peers send it anything', () => {
  let master: RosMaster;
  let node: RosNode;
  let camera: RosNode;
  let clock: RosPublisher<Messages['std_msgs/String']>;
  let commands: RosPublisher<Messages['std_msgs/String']>;
  let driven = 0;
  let before = { held_bytes: 0, resident_bytes: 0, descriptors: 0 };
  const another: Transport = {
    async startNode(options) {
      let started: RosNode | null = null;
      await jest.isolateModulesAsync(async () => {
        const copy = require('../../../src/ros/rosnodejs/index') as { rosnodejs: Transport };
        started = await copy.rosnodejs.startNode(options);
      });
      return started!;
    },
  };

  beforeAll(async () => {
    master = await startMaster({ host: LOOPBACK, port: 0 });
    const options = { masterUri: master.uri, host: LOOPBACK, argv: [], handleSignals: false };
    node = await rosnodejs.startNode({ ...options, name: 'f1_brain' });
    camera = await another.startNode({ ...options, name: 'world' });
    commands = node.advertise('/cmd', 'std_msgs/String');
    node.subscribe('/camera', 'std_msgs/String', (frame) => commands.publish(frame));
    node.advertiseService('~stop', 'std_srvs/Trigger', () => ({ success: true, message: '' }));
    clock = camera.advertise('/camera', 'std_msgs/String');
    camera.subscribe('/cmd', 'std_msgs/String', () => {
      driven += 1;
    });
    await until(() => commands.subscribers === 1 && clock.subscribers === 1);
    before = { ...(await memoryHeld()), descriptors: descriptors() };
  });

  /** A frame goes in and its command comes out, with nothing left over from the peers. */
  afterEach(async () => {
    const frames = driven;
    await until(() => {
      clock.publish({ data: 'frame' });
      return driven > frames;
    });
    await until(() => descriptors() < before.descriptors + MOST_DESCRIPTORS);
    const { held_bytes, resident_bytes } = await memoryHeld();
    expect(held_bytes - before.held_bytes).toBeLessThan(MOST_HELD_bytes);
    expect(resident_bytes - before.resident_bytes).toBeLessThan(MOST_RESIDENT_bytes);
  });

  afterAll(async () => {
    await node.shutdown();
    await camera.shutdown();
    await master.close();
  });

  it('by XML-RPC to the node', async () => {
    await forEach(COUNT, (random) => post(node.uri, hostileCall(random)));
    expect(await callRos(node.uri, 'getPid', ['/me'], 2000)).toBe(process.pid);
  });

  it('by XML-RPC to the master', async () => {
    await forEach(COUNT, (random) => post(master.uri, hostileCall(random)));
    for (const method of ['getSystemState', 'getTopicTypes', 'getParamNames']) {
      expect(await callRos(master.uri, method, ['/me'], 5000)).toBeInstanceOf(Array);
    }
    expect(await callRos(master.uri, 'getPublishedTopics', ['/me', ''], 5000)).toBeInstanceOf(Array);
  });

  it('as subscribers and clients', async () => {
    const answer = await callRos(node.uri, 'requestTopic', ['/me', '/cmd', [['TCPROS']]], 2000);
    const port = (answer as [string, string, number])[2];
    await forEach(COUNT, (random) => send(port, hostileStream(random), random));
    expect(await node.callService('~stop', 'std_srvs/Trigger', {})).toMatchObject({ success: true });
  });

  describe('as servers', () => {
    let http: HttpServer;
    let tcp: Server;
    let serve: (random: RandomSource) => Buffer = hostileAnswer;
    let served = 0;
    const uriOf = (server: Server) => `http://${LOOPBACK}:${(server.address() as { port: number }).port}`;

    beforeAll(async () => {
      http = createHttpServer((incoming, response) => {
        incoming.resume();
        response.end(serve(new RandomSource(3, served++)));
      });
      tcp = createServer((socket: Socket) => {
        socket.on('error', () => {});
        socket.resume();
        socket.end(hostileStream(new RandomSource(4, served++)));
      });
      for (const server of [http, tcp]) {
        await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
      }
    });

    afterAll(() => {
      http.close();
      tcp.close();
    });

    it('of parameters', async () => {
      const api = new MasterApi(uriOf(http), '/f1_brain');
      await forEach(COUNT, async () => {
        await api.getParam('/f1_brain').catch(() => {});
        await api.registerSubscriber('/camera', 'std_msgs/String', node.uri).catch(() => {});
      });
      expect(served).toBeGreaterThanOrEqual(COUNT);
    });

    it('of topics', async () => {
      const port = (tcp.address() as { port: number }).port;
      // Half of them name the other server as their TCPROS address, as publishers do.
      const address = Buffer.from(
        `<methodResponse><params><param><value><array><data><value><int>1</int></value><value/><value><array><data><value>TCPROS</value><value>${LOOPBACK}</value><value><int>${port}</int></value></data></array></value></data></array></value></param></params></methodResponse>`,
      );
      serve = (random) => (random.chance(0.5) ? address : hostileAnswer(random));
      const before = served;
      await forEach(COUNT, async () => {
        const asked = served;
        const link = linkTo(uriOf(http));
        await until(() => served > asked);
        await new Promise((resolve) => setTimeout(resolve, 2));
        link.close();
      });
      expect(served - before).toBeGreaterThanOrEqual(COUNT / AT_ONCE);
    });

    it('of services', async () => {
      const { port } = tcp.address() as { port: number };
      const call = {
        uri: `rosrpc://${LOOPBACK}:${port}`,
        nodeName: '/f1_brain',
        service: '/state',
        type: 'std_srvs/Trigger',
        md5sum: '*',
        request: Buffer.alloc(0),
      };
      await forEach(COUNT, async () => {
        const abort = new AbortController();
        const timer = setTimeout(() => abort.abort(), 5000);
        await callServiceAt({ ...call, signal: abort.signal }).catch((error: unknown) => {
          expect(error).toBeInstanceOf(Error);
        });
        clearTimeout(timer);
      });
    });
  });
});

function linkTo(publisherUri: string): PublisherLink {
  return new PublisherLink({
    nodeName: '/f1_brain',
    topic: '/camera',
    md5: '992ce8a1687cec8c8bd883ec73ca41d1',
    publisherUri,
    silence_ms: 2000,
    onMessage: () => {},
    onMismatch: () => {},
    onTrouble: () => {},
    onConnected: () => {},
    onDisconnected: () => {},
  });
}
