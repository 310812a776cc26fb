import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { WorldError } from '../../../src/errors';
import { type RosMaster, startMaster } from '../../../src/ros/master/master';
import { callRos, callXmlRpc, RosApiError, type XmlRpcValue } from '../../../src/ros/master/xmlrpc';
import { writeMethodCall, writeMethodResponse } from '../../../src/ros/master/xmlrpc-writer';
import { FakeSlave } from './fake-slave';

describe('the embedded master', () => {
  let master: RosMaster;
  const slaves: FakeSlave[] = [];
  const call = (method: string, ...params: XmlRpcValue[]) => callRos(master.uri, method, params, 2000);
  const slave = async () => {
    const started = await FakeSlave.start();
    slaves.push(started);
    return started;
  };

  beforeEach(async () => {
    master = await startMaster({ host: '127.0.0.1', port: 0 });
  });

  afterEach(async () => {
    await master.close();
    for (const one of slaves.splice(0)) one.close();
  });

  it('says who it is and sets what roscore sets', async () => {
    expect(await call('getPid', '/me')).toBe(process.pid);
    expect(await call('getUri', '/me')).toBe(`${master.uri}/`);
    expect(await call('getParam', '/me', '/rosdistro')).toBe('noetic\n');
    expect(await call('getParam', '/me', '/run_id')).toMatch(/^[\da-f-]{36}$/);
  });

  it('has the parameters that it was started with', async () => {
    const params = { '/use_sim_time': true, '/car/speed': 3 };
    const other = await startMaster({ host: '127.0.0.1', port: 0, params });
    const get = (name: string) => callRos(other.uri, 'getParam', ['/me', name], 2000);
    expect([await get('/use_sim_time'), await get('/car')]).toEqual([true, { speed: 3 }]);
    await other.close();
  });

  it('brings publishers and subscribers together, whoever comes first', async () => {
    const a = await slave();
    const b = await slave();
    expect(await call('registerSubscriber', '/a', '/camera', 'sensor_msgs/Image', a.uri)).toEqual([]);
    expect(await call('registerPublisher', '/b', '/camera', 'sensor_msgs/Image', b.uri)).toEqual([a.uri]);
    expect(await a.next('publisherUpdate')).toEqual(['/master', '/camera', [b.uri]]);
    expect(await call('registerSubscriber', '/c', '/camera', '*', 'http://127.0.0.1:9')).toEqual([b.uri]);
    await call('unregisterPublisher', '/b', '/camera', b.uri);
    expect(await a.next('publisherUpdate')).toEqual(['/master', '/camera', []]);
  });

  it('lists the graph', async () => {
    await call('registerPublisher', '/b', '/camera', 'sensor_msgs/Image', 'http://127.0.0.1:8');
    await call('registerSubscriber', '/a', '/odom', 'nav_msgs/Odometry', 'http://127.0.0.1:9');
    await call('registerService', '/b', '/reset', 'rosrpc://127.0.0.1:7', 'http://127.0.0.1:8');
    expect(await call('getSystemState', '/me')).toEqual([
      [['/camera', ['/b']]],
      [['/odom', ['/a']]],
      [['/reset', ['/b']]],
    ]);
    expect(await call('getPublishedTopics', '/me', '')).toEqual([['/camera', 'sensor_msgs/Image']]);
    expect(await call('getPublishedTopics', '/me', '/other')).toEqual([]);
    expect(await call('getTopicTypes', '/me')).toEqual([
      ['/camera', 'sensor_msgs/Image'],
      ['/odom', 'nav_msgs/Odometry'],
    ]);
    expect(await call('lookupNode', '/me', '/b')).toBe('http://127.0.0.1:8');
    expect(await call('lookupService', '/me', '/reset')).toBe('rosrpc://127.0.0.1:7');
  });

  it('forgets a node with its last registration', async () => {
    await call('registerPublisher', '/b', '/camera', 'sensor_msgs/Image', 'http://127.0.0.1:8');
    expect(await call('unregisterPublisher', '/b', '/camera', 'http://127.0.0.1:8')).toBe(1);
    expect(await call('unregisterPublisher', '/b', '/camera', 'http://127.0.0.1:8')).toBe(0);
    await expect(call('lookupNode', '/me', '/b')).rejects.toThrow(RosApiError);
  });

  it('sends the older of two nodes with one name away and tells its subscribers', async () => {
    const old = await slave();
    const reader = await slave();
    await call('registerSubscriber', '/reader', '/camera', 'sensor_msgs/Image', reader.uri);
    await call('registerPublisher', '/car', '/camera', 'sensor_msgs/Image', old.uri);
    expect(await reader.next('publisherUpdate')).toEqual(['/master', '/camera', [old.uri]]);
    await call('registerPublisher', '/car', '/camera', 'sensor_msgs/Image', 'http://127.0.0.1:9');
    expect((await old.next('shutdown'))[0]).toBe('/master');
    expect(await reader.next('publisherUpdate')).toEqual(['/master', '/camera', ['http://127.0.0.1:9']]);
  });

  it('keeps parameters and tells those who follow them', async () => {
    const follower = await slave();
    expect(await call('subscribeParam', '/f', follower.uri, '/car')).toEqual({});
    await call('setParam', '/me', '/car', { speed: 6.5, tyres: ['soft', 'hard'] });
    expect(await follower.next('paramUpdate')).toEqual([
      '/master',
      '/car/',
      { speed: 6.5, tyres: ['soft', 'hard'] },
    ]);
    expect(await call('getParam', '/me', '/car/speed')).toBe(6.5);
    expect(await call('hasParam', '/me', '/car/tyres')).toBe(true);
    await call('deleteParam', '/me', '/car/speed');
    expect(await follower.next('paramUpdate')).toEqual(['/master', '/car/speed/', {}]);
    expect(await call('unsubscribeParam', '/f', follower.uri, '/car')).toBe(1);
    await expect(call('getParam', '/me', '/car/speed')).rejects.toThrow('is not set');
  });

  it('tells a node that is slow the newest value, not every change', async () => {
    const told: number[] = [];
    const answer = writeMethodResponse([1, '', 0]);
    let release = () => {};
    const slow = createHttpServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        told.push(Number(/<int>(\d+)</.exec(body)?.[1]));
        release = () => response.end(answer);
        if (told.length > 1) release();
      });
    });
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    const { port } = slow.address() as { port: number };
    await call('subscribeParam', '/slow', `http://127.0.0.1:${port}`, '/count');
    for (let count = 1; count <= 50; count++) await call('setParam', '/me', '/count', count);
    while (told.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    release();
    while (told.length === 1) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(told).toEqual([expect.any(Number), 50]);
    slow.close();
  });

  it.each(['\u0001', '\u001b[31m', '\ufffe'])('takes no name that XML cannot carry: %j', async (name) => {
    const body = writeMethodCall('registerPublisher', ['/me', 'NAME', 'a/B', 'http://127.0.0.1:9']);
    const answer = await fetch(master.uri, { method: 'POST', body: body.replace('NAME', name) });
    expect(answer.status).toBe(400);
    expect(await call('getPublishedTopics', '/me', '')).toEqual([]);
  });

  it('answers wrong calls instead of failing', async () => {
    await expect(call('registerPublisher', '/b', '/camera')).rejects.toThrow('takes 4 parameters');
    await expect(call('getPid')).rejects.toThrow("needs the caller's name");
    await expect(callXmlRpc(master.uri, 'nonsense', [], 2000)).rejects.toThrow('not found');
    await expect(fetch(master.uri, { method: 'POST', body: 'no xml' })).resolves.toMatchObject({ ok: false });
    expect(await call('getPid', '/me')).toBe(process.pid);
  });

  it('says which port is taken', async () => {
    const start = startMaster({ host: '127.0.0.1', port: master.port });
    await expect(start).rejects.toThrow(`port ${master.port} on 127.0.0.1 is in use`);
    await expect(start).rejects.toBeInstanceOf(WorldError);
  });

  it('listens on loopback alone', async () => {
    const probe = createServer();
    // The same port on another loopback address is free only if the master did not take every interface.
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject);
      probe.listen(master.port, '127.0.0.2', resolve);
    });
    probe.close();
  });
});
