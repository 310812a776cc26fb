import path from 'node:path';
import { packagesIn, readDefinitions } from '../../scripts/messages/definitions';
import { BagError } from '../../src/errors';
import {
  type Codec,
  decodeClock,
  decodeImage,
  decodeOdometry,
  decodeString,
  encodeClock,
  encodeImage,
  encodeOdometry,
  encodeString,
  MESSAGES,
  type MessageType,
  SERVICES,
  type ServiceType,
} from '../../src/messages/index';
import { mulberry32 } from '../../src/support/random';
import { odometryMessage } from '../helpers/bags';
import { ReferenceCodec } from './support/reference-codec';

const ROOT = path.join(__dirname, '..', '..');
const definitions = readDefinitions([
  ...packagesIn(path.join(ROOT, 'ros', 'msgs')),
  { name: 'f1_brain', folder: ROOT },
]);
const reference = new ReferenceCodec((type) => definitions.messages.get(type)!);

/** Messages and both halves of services, with definition and codec. */
const all: [type: string, text: string, codec: Codec<unknown>][] = [
  ...[...definitions.messages].map(([type, text]) => row(type, text, MESSAGES[type as MessageType])),
  ...[...definitions.services].flatMap(([type, { request, response }]) => {
    const codecs = SERVICES[type as ServiceType];
    return [
      row(`${type}Request`, request, codecs.request),
      row(`${type}Response`, response, codecs.response),
    ];
  }),
];

function row(type: string, text: string, codec: unknown): [string, string, Codec<unknown>] {
  return [type, text, codec as Codec<unknown>];
}

it('every definition has a codec, and every codec a definition', () => {
  expect(Object.keys(MESSAGES)).toEqual([...definitions.messages.keys()]);
  expect(Object.keys(SERVICES)).toEqual([...definitions.services.keys()]);
});

describe.each(all)('%s', (type, text, codec) => {
  const random = mulberry32(1);
  const samples = Array.from({ length: 8 }, () => reference.random(type, text, random));

  it('is written as its definition says, and comes back as it went', () => {
    for (const values of samples) {
      const expected = reference.encode(type, text, values);
      const bytes = Buffer.alloc(expected.length + 4, 0xff);
      expect(codec.size(values)).toBe(expected.length);
      expect(codec.write(values, bytes, 4)).toBe(bytes.length);
      expect(bytes.subarray(4).toString('hex')).toBe(expected.toString('hex'));
      expect(bytes.readUInt32LE(0)).toBe(0xffffffff);
      expect(codec.decode(bytes.subarray(4))).toEqual(values);
    }
  });

  it('is refused when cut off at whatever byte', () => {
    const bytes = reference.encode(type, text, samples[0]!);
    for (let length = 0; length < bytes.length; length++) {
      const cut = () => codec.decode(bytes.subarray(0, length));
      expect(cut).toThrow(BagError);
      expect(cut).toThrow(`${type} of ${length} bytes ends inside a field of`);
    }
  });
});

describe('A message on the wire', () => {
  it('is little endian without padding', () => {
    expect(encodeClock({ clock: { sec: 1, nsec: 0x01020304 } }).toString('hex')).toBe('0100000004030201');
    expect(encodeString({ data: 'é' }).toString('hex')).toBe('02000000c3a9');
  });

  it('holds times up to the last that ROS has', () => {
    const clock = { sec: 4294967295, nsec: 999999999 };
    expect(decodeClock(encodeClock({ clock }))).toEqual({ clock });
  });

  it('may hold numbers that are none', () => {
    const message = odometryMessage(Number.NaN, Number.POSITIVE_INFINITY, 0);
    expect(decodeOdometry(encodeOdometry(message))).toEqual(message);
  });

  it('may lie about a length', () => {
    const bytes = encodeString({ data: 'text' });
    bytes.writeUInt32LE(0xffffffff, 0);
    expect(() => decodeString(bytes)).toThrow(
      'std_msgs/String of 8 bytes ends inside a field of 4294967295 at byte 4',
    );
  });

  it('lends its pixels, it does not copy them', () => {
    const header = { seq: 7, stamp: { sec: 12, nsec: 345 }, frame_id: 'camera' };
    const data = Uint8Array.of(1, 2, 3, 4, 5, 6);
    const bytes = encodeImage({
      header,
      height: 1,
      width: 2,
      encoding: 'rgb8',
      is_bigendian: 0,
      step: 6,
      data,
    });
    const read = decodeImage(bytes);
    bytes.fill(9, bytes.length - 6);
    expect([...read.data]).toEqual([9, 9, 9, 9, 9, 9]);
  });

  it('is not written with an array of a wrong length', () => {
    const message = odometryMessage(0, 0, 0);
    const short = { ...message, pose: { ...message.pose, covariance: [1, 2] } };
    expect(() => encodeOdometry(short)).toThrow(
      'nav_msgs/Odometry: pose.covariance needs 36 values and has 2',
    );
  });
});
