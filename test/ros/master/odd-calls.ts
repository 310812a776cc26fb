import { parseMethodResponse } from '../../../src/ros/master/xmlrpc-parser';
import { type ExactValue, MASTER_LIMITS, XmlRpcDouble } from '../../../src/ros/master/xmlrpc-value';
import { writeMethodCall } from '../../../src/ros/master/xmlrpc-writer';

type OddCall = readonly [
  method: string,
  params: readonly ExactValue[],
  answer: readonly [number, ExactValue],
];

const node = 'http://127.0.0.1:9';
const deep = (levels: number): ExactValue => (levels === 0 ? 1 : [deep(levels - 1)]);

/** Calls in order, each with status and value of rosmaster's answer (Noetic), whose text may differ. */
export const ODD_CALLS: readonly OddCall[] = [
  ['getPid', [], [-1, -1]],
  ['getPid', [7], [-1, -1]],
  ['getPid', ['/me', 'more'], [-1, -1]],
  ['getUri', [['/me']], [-1, '']],
  ['getSystemState', [false], [-1, [[], [], []]]],
  ['registerPublisher', ['/me', 7, 'std_msgs/String', node], [-1, []]],
  ['registerPublisher', ['/me', ['/a'], 'std_msgs/String', node], [-1, []]],
  ['registerPublisher', ['/me', '', 'std_msgs/String', node], [-1, []]],
  ['registerPublisher', ['/me', '/', 'std_msgs/String', node], [-1, []]],
  ['registerPublisher', ['/me', '/a b', 'std_msgs/String', node], [-1, []]],
  ['registerPublisher', ['/me', 'http://a', 'std_msgs/String', node], [-1, []]],
  ['registerPublisher', ['/me', '/a', 'String', node], [-1, []]],
  ['registerPublisher', ['/me', '/a', 7, node], [-1, []]],
  ['registerPublisher', ['/me', '/a', 'a/b/c', node], [-1, []]],
  ['registerPublisher', ['/me', '/a', 'std_msgs/String', 'somewhere'], [-1, []]],
  ['registerPublisher', ['/me', '/a', 'std_msgs/String', 7], [-1, []]],
  ['registerPublisher', ['/me', '/a', 'std_msgs/String'], [-1, []]],
  ['registerPublisher', [7, '/a', 'std_msgs/String', node], [-1, []]],
  ['registerSubscriber', ['/me', {}, '*', node], [-1, []]],
  ['registerService', ['/me', '/', 'rosrpc://127.0.0.1:9', node], [-1, 0]],
  ['registerService', ['/me', '/s', 'ftp://127.0.0.1:9', node], [-1, 0]],
  ['getPublishedTopics', ['/me', '/a'], [1, []]],
  ['getPublishedTopics', ['/ns/me', 'a'], [1, []]],
  ['getPublishedTopics', ['/me', 7], [-1, 0]],
  // Relative and private names are those of the caller.
  ['registerPublisher', ['/ns/talker', 'words', 'std_msgs/String', node], [1, []]],
  ['registerPublisher', ['/ns/talker', '~own', 'std_msgs/String', node], [1, []]],
  ['registerPublisher', ['/ns/talker', '/x//y/', 'std_msgs/String', node], [1, []]],
  ['registerPublisher', ['/ns/talker', 'constructor', '*', node], [1, []]],
  ['registerPublisher', ['/ns/talker', '__proto__', 'std_msgs/String', node], [1, []]],
  [
    'getPublishedTopics',
    ['/me', '/ns'],
    [
      1,
      [
        ['/ns/words', 'std_msgs/String'],
        ['/ns/talker/own', 'std_msgs/String'],
        ['/ns/constructor', '*'],
        ['/ns/__proto__', 'std_msgs/String'],
      ],
    ],
  ],
  ['getPublishedTopics', ['/ns/other', 'talker'], [1, [['/ns/talker/own', 'std_msgs/String']]]],
  ['lookupNode', ['/ns/other', 'talker'], [1, node]],
  ['lookupNode', ['/ns/other', ''], [-1, '']],
  ['lookupNode', ['/other', 'talker'], [-1, '']],
  ['registerService', ['/ns/talker', 'say', 'rosrpc://127.0.0.1:8', node], [1, 1]],
  ['lookupService', ['/ns/other', 'say'], [1, 'rosrpc://127.0.0.1:8']],
  ['lookupService', ['/ns/other', '/say'], [-1, '']],
  ['unregisterService', ['/ns/talker', 'say', 'rosrpc://127.0.0.1:7'], [1, 0]],
  ['unregisterService', ['/ns/talker', 'say', 'rosrpc://127.0.0.1:8'], [1, 1]],
  ['unregisterPublisher', ['/ns/talker', 'words', node], [1, 1]],
  ['unregisterPublisher', ['/ns/talker', 'words', node], [1, 0]],
  // Parameters keep their types.
  ['setParam', ['/me', '/p/double', new XmlRpcDouble(3)], [1, 0]],
  ['getParam', ['/me', '/p/double'], [1, new XmlRpcDouble(3)]],
  ['setParam', ['/me', '/p/large', 1e30], [1, 0]],
  ['getParam', ['/me', '/p/large'], [1, new XmlRpcDouble(1e30)]],
  ['setParam', ['/me', '/p/list', [new XmlRpcDouble(-2), -2, 0.5, true, '']], [1, 0]],
  ['getParam', ['/me', '/p/list'], [1, [new XmlRpcDouble(-2), -2, 0.5, true, '']]],
  ['setParam', ['/me', '/p/inf', Number.POSITIVE_INFINITY], [1, 0]],
  ['getParam', ['/me', '/p/inf'], [1, Number.POSITIVE_INFINITY]],
  ['setParam', ['/me', '/p/text', 'a < b & "c"\n\ttabbed  '], [1, 0]],
  ['getParam', ['/me', '/p/text'], [1, 'a < b & "c"\n\ttabbed  ']],
  ['setParam', ['/me', '/p/bytes', new Uint8Array([0, 255, 10])], [1, 0]],
  ['getParam', ['/me', '/p/bytes'], [1, new Uint8Array([0, 255, 10])]],
  ['setParam', ['/me', '/p/date', new Date('2026-11-30T12:34:56Z')], [1, 0]],
  ['getParam', ['/me', '/p/date'], [1, new Date('2026-11-30T12:34:56Z')]],
  ['setParam', ['/me', '/p/deep', deep(50)], [1, 0]],
  ['getParam', ['/me', '/p/deep'], [1, deep(50)]],
  ['setParam', ['/me', '/__proto__/polluted', 1], [1, 0]],
  ['getParam', ['/me', '/p/polluted'], [-1, 0]],
  ['getParam', ['/me', '/p/constructor'], [-1, 0]],
  ['getParam', ['/me', '/__proto__'], [1, { polluted: 1 }]],
  ['deleteParam', ['/me', '/__proto__'], [1, 0]],
  ['setParam', ['/ns/talker', 'gain', 2], [1, 0]],
  ['setParam', ['/ns/talker', '~gain', 3], [1, 0]],
  ['getParam', ['/me', '/ns'], [1, { gain: 2, talker: { gain: 3 } }]],
  ['hasParam', ['/ns/other', 'gain'], [1, true]],
  ['searchParam', ['/ns/talker/deep', 'gain'], [1, '/ns/talker/gain']],
  ['searchParam', ['/ns/talker/deep', 'nothing'], [-1, '']],
  ['searchParam', ['/ns/talker', '~gain'], [0, 0]],
  ['searchParam', ['relative', 'gain'], [0, 0]],
  ['searchParam', ['/ns/talker', ''], [-1, 0]],
  ['setParam', ['/me', '', 1], [-1, 0]],
  ['setParam', ['/me', 7, 1], [-1, 0]],
  ['setParam', ['/me', '/', 1], [-1, 0]],
  ['setParam', ['/me', '/a'], [-1, 0]],
  ['deleteParam', ['/me', '/'], [-1, 0]],
  ['deleteParam', ['/me', '/nothing'], [-1, 0]],
  ['hasParam', ['/me', {}], [-1, false]],
  ['getParam', ['/me', '/ns/gain/below'], [-1, 0]],
  ['subscribeParam', ['/me', node, '/nothing'], [1, {}]],
  ['subscribeParam', ['/me', 'nowhere', '/nothing'], [-1, 0]],
  ['unsubscribeParam', ['/me', node, '/never'], [1, 1]],
];

/** Status and value, with the types of the wire. */
export async function exactCall(uri: string, method: string, params: readonly ExactValue[]) {
  const answer = await fetch(uri, {
    method: 'POST',
    headers: { 'Content-Type': 'text/xml' },
    body: writeMethodCall(method, params),
  });
  const value = parseMethodResponse(Buffer.from(await answer.arrayBuffer()), MASTER_LIMITS);
  const [status, , result] = value as ExactValue[];
  return [status, result];
}
