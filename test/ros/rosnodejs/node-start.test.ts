import { ConfigurationError, WorldError } from '../../../src/errors';
import { startMaster } from '../../../src/ros/master/master';
import { rosnodejs } from '../../../src/ros/rosnodejs/index';
import { Log, until } from '../support/log';

describe('a node that starts before its master', () => {
  const log = new Log();
  const handlers = () => [process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')];
  const before = handlers();

  it('says so once, waits, says when the master is found, and shuts down after it has gone', async () => {
    const probe = await startMaster({ host: '127.0.0.1', port: 0 });
    await probe.close();
    const starting = rosnodejs.startNode({
      name: 'early',
      masterUri: probe.uri,
      argv: [],
      logger: log,
      masterPeriod_ms: 50,
    });
    await until(() => log.lines.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 700));
    const master = await startMaster({ host: '127.0.0.1', port: probe.port });
    const node = await starting;
    expect(log.lines).toEqual([
      expect.stringMatching(/^warn: no ROS master at http:.* \(.*ECONNREFUSED.*start roscore/),
      `info: ROS master found at ${probe.uri}`,
    ]);
    // Neither a subscription nor a service keeps it from ending without a master.
    node.subscribe('/camera', 'sensor_msgs/Image', () => {});
    node.advertiseService('/reset', 'std_srvs/Empty', () => ({}));
    await master.close();
    await until(() => !node.masterIsThere);
    node.subscribe('/later', 'std_msgs/Empty', () => {});
    await node.shutdown();
    await node.shutdown();
  });

  it('stops waiting when it is told to', async () => {
    const signal = AbortSignal.timeout(50);
    const start = rosnodejs.startNode({
      name: 'n',
      masterUri: 'http://127.0.0.1:1',
      argv: [],
      logger: log,
      signal,
    });
    await expect(start).rejects.toBeInstanceOf(WorldError);
  });

  it('refuses addresses and names that cannot be', async () => {
    await expect(rosnodejs.startNode({ name: 'n', masterUri: 'localhost', argv: [] })).rejects.toBeInstanceOf(
      ConfigurationError,
    );
    await expect(
      rosnodejs.startNode({ name: 'n', masterUri: 'http://127.0.0.1:1', argv: ['__name:=a b'] }),
    ).rejects.toBeInstanceOf(ConfigurationError);
  });

  it('leaves no signal handler behind', () => {
    expect(handlers()).toEqual(before);
  });
});
