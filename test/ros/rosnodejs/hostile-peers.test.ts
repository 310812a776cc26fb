import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { type RosMaster, startMaster } from '../../../src/ros/master/master';
import { callRos, callXmlRpc } from '../../../src/ros/master/xmlrpc';
import { rosnodejs } from '../../../src/ros/rosnodejs/index';
import { decodeHeader, encodeHeader } from '../../../src/ros/tcpros/wire';
import type { RosNode, RosPublisher } from '../../../src/ros/transport';
import { Log, until } from '../support/log';

const LOOPBACK = '127.0.0.1';

describe('a node among broken and hostile peers', () => {
  const log = new Log();
  let master: RosMaster;
  let node: RosNode;
  let publisher: RosPublisher<object>;
  let port: number;
  const sockets: Socket[] = [];

  const open = (): Socket => {
    const socket = connect(port, LOOPBACK);
    socket.on('error', () => {});
    sockets.push(socket);
    return socket;
  };
  /** What the node answers, until it closes the connection. */
  const answerTo = (bytes: Buffer): Promise<Buffer> =>
    new Promise((resolve) => {
      const chunks: Buffer[] = [];
      const socket = open();
      socket.on('data', (chunk) => chunks.push(chunk));
      socket.on('close', () => resolve(Buffer.concat(chunks)));
      socket.write(bytes);
    });
  const errorIn = (answer: Buffer) => decodeHeader(answer.subarray(4)).get('error');
  const call = (method: string, ...params: Parameters<typeof callRos>[2]) =>
    callRos(node.uri, method, params, 5000);

  beforeAll(async () => {
    master = await startMaster({ host: LOOPBACK, port: 0 });
    const options = { masterUri: master.uri, host: LOOPBACK, argv: [], handleSignals: false, logger: log };
    node = await rosnodejs.startNode({ ...options, name: 'f1_brain' });
    publisher = node.advertise('/cmd', 'std_msgs/Empty');
    node.subscribe('/camera', 'std_msgs/Empty', () => {});
    node.advertiseService('~stop', 'std_srvs/Trigger', () => ({ success: true, message: 'stopped' }));
    port = ((await call('requestTopic', '/me', '/cmd', [['TCPROS']])) as [string, string, number])[2];
  });

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    expect(await node.callService('~stop', 'std_srvs/Trigger', {})).toMatchObject({ success: true });
  });

  afterAll(async () => {
    await node.shutdown();
    await master.close();
  });

  const common = { callerid: '/peer', type: '*', md5sum: '*' };

  it.each(['constructor', '__proto__', 'hasOwnProperty', 'toString', '/nothing'])(
    'tells a peer that %s is no topic and no service of its',
    async (name) => {
      const topic = await answerTo(encodeHeader({ ...common, topic: name }));
      expect(errorIn(topic)).toBe('the topic is not published here');
      const service = await answerTo(encodeHeader({ ...common, service: name }));
      expect(errorIn(service)).toBe('the service is not offered here');
      await expect(call('requestTopic', '/me', name, [['TCPROS']])).rejects.toThrow('is not published here');
    },
  );

  it.each([
    [{ topic: '/cmd', hasOwnProperty: '1', type: '*' }, 'the header lacks md5sum'],
    [{ ...common, topic: '/cmd', md5sum: 'another' }, /^the md5sum is [\da-f]{32} here, not another$/],
    [{ ...common, topic: '/cmd', type: 'a/B' }, 'the type is std_msgs/Empty here, not a/B'],
    [{ service: '/f1_brain/stop' }, 'the header lacks md5sum'],
    [
      { ...common, service: '/f1_brain/stop', md5sum: 'x' },
      /^\/f1_brain\/stop is std_srvs\/Trigger with md5sum/,
    ],
    [{ callerid: '/peer' }, 'the header names neither a topic nor a service'],
  ])('says what is wrong with the header %j', async (header, reason) => {
    const error = errorIn(await answerTo(encodeHeader(header as Record<string, string>)));
    expect(error).toEqual(typeof reason === 'string' ? reason : expect.stringMatching(reason));
  });

  it('keeps nothing of a header that is announced as 4 GB', async () => {
    const bytes = Buffer.alloc(1024 * 1024, 'x');
    bytes.writeUInt32LE(0xffffffff);
    const answer = await answerTo(bytes);
    // The connection may be reset before the reason arrives.
    if (answer.length > 0) expect(errorIn(answer)).toContain('4294967295 bytes were announced');
  });

  it('ends a service client that announces a request of 4 GB, and answers the others', async () => {
    const header = encodeHeader({ ...common, service: '/f1_brain/stop', persistent: '1' });
    await answerTo(Buffer.concat([header, Buffer.from([255, 255, 255, 255])]));
  });

  it('answers a persistent client one request after the other, however they come', async () => {
    const header = encodeHeader({ ...common, service: '/f1_brain/stop', persistent: '1' });
    const socket = open();
    let got = 0;
    socket.on('data', (chunk) => {
      got += chunk.length;
    });
    const [empty, answer] = [Buffer.alloc(4), 5 + 1 + 4 + 'stopped'.length];
    socket.write(Buffer.concat([header, empty, empty, empty.subarray(0, 1)]));
    await until(() => got > 2 * answer);
    const before = got;
    socket.write(empty.subarray(1));
    await until(() => got === before + answer);
  });

  it('reads nothing of what a subscriber sends', async () => {
    const socket = open();
    socket.write(encodeHeader({ ...common, topic: '/cmd' }));
    await until(() => publisher.subscribers === 1);
    await new Promise<void>((resolve) => socket.write(Buffer.alloc(32 * 1024 * 1024, 255), () => resolve()));
    expect(publisher.subscribers).toBe(1);
    socket.destroy();
    await until(() => publisher.subscribers === 0);
  });

  it.each([
    ['publisherUpdate', ['/master', '/camera', 7]],
    ['publisherUpdate', ['/master', '/camera', {}]],
    ['publisherUpdate', ['/master', ['/camera'], []]],
    ['publisherUpdate', ['/master', '/camera']],
    ['publisherUpdate', [7, '/camera', []]],
    ['publisherUpdate', ['/master', 'constructor', []]],
    ['requestTopic', ['/me', '/cmd', 'TCPROS']],
    ['requestTopic', ['/me', '/cmd', [['UDPROS', new Uint8Array(3), 'x', 1, 1500]]]],
    ['requestTopic', ['/me', '/cmd']],
    ['shutdown', [{ toString: 1 }, '']],
    ['getBusInfo', []],
  ] as const)('refuses %s%j', async (method, params) => {
    await expect(callRos(node.uri, method, params as never, 5000)).rejects.toHaveProperty(
      'name',
      'RosApiError',
    );
  });

  it('passes over publishers that have no address', async () => {
    const list = [7, 'http://127.0.0.1:1', 'nonsense', ['http://x:1'], `http://${'a'.repeat(100_000)}`];
    expect(await call('publisherUpdate', '/master', '/camera', list)).toBe(0);
    expect(await call('publisherUpdate', '/master', '/camera', [])).toBe(0);
  });

  it('listens to 64 of many publishers, and says so', async () => {
    const uris = Array.from({ length: 4000 }, (_, index) => `http://127.0.0.1:1/${index}`);
    expect(await call('publisherUpdate', '/master', '/camera', uris)).toBe(0);
    await until(() =>
      log.lines.some((line) => line.startsWith('warn: topic /camera has 4000 publishers; only 64')),
    );
    await call('publisherUpdate', '/master', '/camera', []);
  });

  it('does not read 30,000 publishers at all', async () => {
    const uris = Array.from({ length: 30_000 }, (_, index) => `http://127.0.0.1:${index}`);
    await expect(call('publisherUpdate', '/master', '/camera', uris)).rejects.toThrow();
  });

  it('answers while peers hold every connection that it takes', async () => {
    const idle = [
      ...Array.from({ length: 560 }, () => connect(port, LOOPBACK)),
      ...Array.from({ length: 160 }, () => connect(Number(new URL(node.uri).port), LOOPBACK)),
    ];
    let closed = 0;
    for (const socket of idle) {
      socket.on('error', () => {});
      socket.on('close', () => {
        closed += 1;
      });
      sockets.push(socket);
    }
    await until(() => closed >= 560 - 512 + 160 - 128);
    expect(await node.callService('~stop', 'std_srvs/Trigger', {})).toMatchObject({ success: true });
    expect(await call('getPid', '/me')).toBe(process.pid);
  });

  it('lets go of requests that are broken off', async () => {
    const { port: apiPort } = new URL(node.uri);
    const before = readdirSync('/proc/self/fd').length;
    const broken = Array.from({ length: 300 }, () => {
      const socket = connect(Number(apiPort), LOOPBACK, () => {
        socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n<methodCall>');
        setImmediate(() => socket.resetAndDestroy());
      });
      socket.on('error', () => {});
      return new Promise((resolve) => socket.on('close', resolve));
    });
    const malformed = Array.from({ length: 100 }, () => {
      const socket = connect(Number(apiPort), LOOPBACK, () => socket.write('nonsense\r\n\r\n'));
      socket.on('error', () => {});
      return new Promise((resolve) => socket.on('close', resolve));
    });
    const halfClosed = Array.from({ length: 100 }, () => {
      const socket = connect(Number(apiPort), LOOPBACK, () =>
        socket.end('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n<methodCall>'),
      );
      socket.on('error', () => {});
      socket.resume();
      return new Promise((resolve) => socket.on('close', resolve));
    });
    await Promise.all([...broken, ...malformed, ...halfClosed]);
    await until(() => readdirSync('/proc/self/fd').length < before + 20);
  });

  it.each([
    ['nested', `${'<value><array><data>'.repeat(5000)}${'</data></array></value>'.repeat(5000)}`],
    ['many', `<value><array><data>${'<value/>'.repeat(20_000)}</data></array></value>`],
  ])('answers a call of %s values with an error', async (_name, value) => {
    const body = `<methodCall><methodName>getPid</methodName><params><param>${value}</param></params></methodCall>`;
    const answer = await fetch(node.uri, { method: 'POST', body });
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringMatching(/nested deeper|more than/),
    ]);
  });

  it('gives up an answer without end', async () => {
    const endless = createServer((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, ' ')));
      };
      response.on('drain', more);
      more();
    });
    await new Promise<void>((resolve) => endless.listen(0, LOOPBACK, resolve));
    const { port: endlessPort } = endless.address() as { port: number };
    const answer = callXmlRpc(`http://${LOOPBACK}:${endlessPort}`, 'getPid', ['/me'], 20_000);
    await expect(answer).rejects.toThrow('answered with more than 262144 bytes');
    endless.closeAllConnections();
    endless.close();
  });
});
