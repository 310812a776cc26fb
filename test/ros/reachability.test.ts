import { startMaster } from '../../src/ros/master/master';
import { whyNameIsUnknown, whyUnreachable } from '../../src/ros/reachability';
import { rosnodejs } from '../../src/ros/rosnodejs/index';
import { Log, until } from './support/log';

const MASTER = 'http://127.0.0.1:11311';
const ours = { nodeName: '/car', masterUri: MASTER, addresses: ['127.0.0.1', '192.168.1.5'] };
const NOBODY = 'no-such-machine.invalid';

test.each([
  ['a name that nobody knows', `http://${NOBODY}:4711`, MASTER, /ENOTFOUND|EAI_AGAIN/],
  [
    "another machine's address",
    'http://192.0.2.7:4711',
    MASTER,
    /: 192\.0\.2\.7, which is no address of this machine;/,
  ],
  [
    'loopback, with a master elsewhere',
    'http://127.0.0.1:4711',
    'http://192.0.2.7:11311',
    /the master is on 192\.0\.2\.7/,
  ],
])('a node is told that others cannot reach it at %s', async (_, uri, masterUri, why) => {
  const said = await whyUnreachable({ ...ours, uri, masterUri });
  expect(said).toMatch(why);
  expect(said).toContain(`other nodes are told to reach this node at ${uri}, and cannot: `);
  expect(said).toMatch(/set ROS_IP or ROS_HOSTNAME to an address of this machine \(192\.168\.1\.5\)$/);
});

test('nothing is said of loopback beside a master on this machine', async () => {
  for (const masterUri of [MASTER, 'http://localhost:11311', 'http://192.168.1.5:11311']) {
    expect(await whyUnreachable({ ...ours, uri: 'http://127.0.0.1:4711', masterUri })).toBeNull();
  }
});

test('a name of this machine that is unknown here is told, with its addresses', async () => {
  expect(await whyNameIsUnknown(NOBODY, ours.addresses)).toMatch(
    /^no-such-machine\.invalid is not known even on this machine \(.*\): use its address \(192\.168\.1\.5\)$/,
  );
  expect(await whyNameIsUnknown('localhost')).toBeNull();
});

test('a node with the address of another machine says so when it starts', async () => {
  const master = await startMaster({ host: '127.0.0.1', port: 0 });
  const log = new Log();
  const options = { name: 'car', masterUri: master.uri, argv: [], logger: log, handleSignals: false };
  const node = await rosnodejs.startNode({ ...options, environment: { ROS_IP: '192.0.2.7' } });
  await until(() => log.lines.length > 0);
  expect(log.lines[0]).toMatch(
    /^warn: other nodes are told to reach this node at http:\/\/192\.0\.2\.7:\d+, and cannot/,
  );
  await node.shutdown();
  await master.close();
});
