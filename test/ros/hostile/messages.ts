import { type ExactValue, XmlRpcDouble } from '../../../src/ros/master/xmlrpc-value';
import { writeMethodCall, writeMethodResponse } from '../../../src/ros/master/xmlrpc-writer';
import { encodeHeader } from '../../../src/ros/tcpros/wire';
import type { RandomSource } from '../../../src/support/random';

const WORDS = [
  '',
  '/',
  '/me',
  '/camera',
  '/f1_brain/stop',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  '*',
  'http://127.0.0.1:1',
  'http://',
  'rosrpc://127.0.0.1:1',
  'std_msgs/String',
  'TCPROS',
  '\u001b[31m',
  'a'.repeat(500),
  '/x'.repeat(300),
];
const METHODS = [
  'requestTopic',
  'publisherUpdate',
  'paramUpdate',
  'getBusInfo',
  'getPid',
  'getPublications',
  'registerPublisher',
  'registerSubscriber',
  'registerService',
  'setParam',
  'getParam',
  'subscribeParam',
  'searchParam',
  'getPublishedTopics',
  'lookupNode',
  'system.multicall',
  '__proto__',
  'newListener',
];
const NUMBERS = [0, -0, 1, -1, 65536, 1e30, 2 ** 31, Number.NaN, Number.NEGATIVE_INFINITY, 0.5];

/** A value of any type, nested now and then. */
export function anyValue(random: RandomSource, depth = 0): ExactValue {
  const kind = Math.floor(random.uniform(0, depth > 3 ? 7 : 9));
  const items = () =>
    Array.from({ length: Math.floor(random.uniform(0, 5)) }, () => anyValue(random, depth + 1));
  switch (kind) {
    case 0:
      return random.pick(NUMBERS);
    case 1:
      return new XmlRpcDouble(random.pick(NUMBERS));
    case 2:
      return random.chance(0.5);
    case 3:
      return undefined;
    case 4:
      return new Uint8Array([1, 2, 3]);
    case 5:
      return new Date(0);
    case 6:
      return random.pick(WORDS);
    case 7:
      return items();
    default:
      return Object.fromEntries(items().map((item) => [random.pick(WORDS), item]));
  }
}

/** Damages bytes here and there, or cuts them off. */
function damaged(random: RandomSource, bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let i = 0; i < 3 && copy.length > 0; i++) {
    copy[Math.floor(random.uniform(0, copy.length))] = Math.floor(random.uniform(0, 256));
  }
  return random.chance(0.5) ? copy : copy.subarray(0, Math.floor(random.uniform(0, copy.length)));
}

/** Documents that are no XML-RPC, or too much of it. */
const IMPOSSIBLE_XML: readonly string[] = [
  '',
  'no xml',
  '<methodCall>',
  '<methodCall><methodName>getPid</methodName><params></methodCall>',
  `<methodCall><methodName>getPid</methodName><params><param>${'<value><array><data>'.repeat(2000)}`,
  '<!DOCTYPE x [<!ENTITY a "b">]><methodCall><methodName>&a;</methodName></methodCall>',
  '<methodResponse><params><param><value><int>9e9</int></value></param></params></methodResponse>',
  '<methodResponse><fault><value/></fault></methodResponse>',
  '<methodResponse><params><param><value>&#0;</value></param></params></methodResponse>',
  `<methodResponse><params><param><value><array><data>${'<value/>'.repeat(11_000)}`,
];

/** The body of a call of a node's or a master's API. */
export function hostileCall(random: RandomSource): Buffer {
  if (random.chance(0.2)) return Buffer.from(random.pick(IMPOSSIBLE_XML));
  const params = Array.from({ length: Math.floor(random.uniform(0, 5)) }, () =>
    random.chance(0.5) ? random.pick(WORDS) : anyValue(random),
  );
  const call = Buffer.from(writeMethodCall(random.pick(METHODS), params));
  return random.chance(0.3) ? damaged(random, call) : call;
}

/** The body of an answer: of a publisher, a master, a parameter server. */
export function hostileAnswer(random: RandomSource): Buffer {
  if (random.chance(0.2)) return Buffer.from(random.pick(IMPOSSIBLE_XML));
  const value = random.chance(0.6)
    ? [random.pick<ExactValue>([1, 0, -1, '1', undefined]), anyValue(random), anyValue(random)]
    : anyValue(random);
  const answer = Buffer.from(writeMethodResponse(value));
  return random.chance(0.3) ? damaged(random, answer) : answer;
}

const FIELDS = [
  'topic',
  'service',
  'md5sum',
  'type',
  'callerid',
  'probe',
  'persistent',
  'error',
  '__proto__',
  'hasOwnProperty',
];

/** What a peer sends on a TCPROS connection: a header, and what it likes after it. */
export function hostileStream(random: RandomSource): Buffer {
  const fields = Object.fromEntries(
    Array.from({ length: Math.floor(random.uniform(0, 6)) }, () => [random.pick(FIELDS), random.pick(WORDS)]),
  );
  const header = encodeHeader({ ...(random.chance(0.5) && { type: '*', md5sum: '*' }), ...fields });
  if (random.chance(0.3)) header.writeUInt32LE(random.pick([0, 1, 0x7fffffff, 0xffffffff, 70_000]));
  const rest = Buffer.alloc(Math.floor(random.uniform(0, 40)));
  for (let i = 0; i < rest.length; i++) rest[i] = Math.floor(random.uniform(0, 256));
  const stream = Buffer.concat([header, rest]);
  return random.chance(0.3) ? damaged(random, stream) : stream;
}
