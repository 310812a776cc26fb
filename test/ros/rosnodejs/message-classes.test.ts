import type { ImageMessage } from '../../../src/messages/index';
import { loadRosnodejs } from '../../../src/ros/rosnodejs/library';
import { messageClass, serviceClass } from '../../../src/ros/rosnodejs/message-classes';

describe('a message class for rosnodejs', () => {
  const type = messageClass('sensor_msgs/Image');
  const message: ImageMessage = {
    header: { seq: 1, stamp: { sec: 2, nsec: 3 }, frame_id: 'camera' },
    width: 2,
    height: 1,
    step: 6,
    encoding: 'rgb8',
    is_bigendian: 0,
    data: Buffer.from([1, 2, 3, 4, 5, 6]),
  };

  it('tells its type, md5 sum and definition', () => {
    expect(type.datatype()).toBe('sensor_msgs/Image');
    expect(type.md5sum()).toBe('060021388200f6f0f447d0fcd9c64743');
    expect(type.messageDefinition()).toMatch(/^Header header\nuint32 height\n/);
    expect(type.messageDefinition()).toContain('MSG: std_msgs/Header\n');
  });

  it('writes behind what is there, and reads the pixels of an image in place', () => {
    const bytes = Buffer.alloc(4 + type.getMessageSize(message), 0xff);
    expect(type.serialize(message, bytes, 4)).toBe(bytes.length);
    expect(bytes.readUInt32LE(0)).toBe(0xffffffff);
    const read = type.deserialize(bytes.subarray(4)) as ImageMessage;
    expect(read).toEqual(message);
    bytes.fill(9, bytes.length - 6);
    expect([...read.data]).toEqual([9, 9, 9, 9, 9, 9]);
  });
});

it('a service class for rosnodejs has a class of each half', () => {
  const type = serviceClass('std_srvs/SetBool');
  expect([type.datatype(), type.md5sum()]).toEqual(['std_srvs/SetBool', '09fb03525b03e7ea1fd3992bafd87e16']);
  const bytes = Buffer.alloc(type.Request.getMessageSize({ data: true }));
  type.Request.serialize({ data: true }, bytes, 0);
  expect(bytes).toEqual(Buffer.of(1));
  expect(type.Response.deserialize(Buffer.of(1, 2, 0, 0, 0, 111, 107))).toEqual({
    success: true,
    message: 'ok',
  });
});

it.each([undefined, '/opt/ros/noetic'])(
  'rosnodejs loads where CMAKE_PREFIX_PATH is %s, and leaves it so',
  (prefix) => {
    const before = process.env.CMAKE_PREFIX_PATH;
    try {
      if (prefix === undefined) delete process.env.CMAKE_PREFIX_PATH;
      else process.env.CMAKE_PREFIX_PATH = prefix;
      jest.isolateModules(() => expect(loadRosnodejs().initNode).toBeInstanceOf(Function));
      expect(process.env.CMAKE_PREFIX_PATH).toBe(prefix);
    } finally {
      if (before === undefined) delete process.env.CMAKE_PREFIX_PATH;
      else process.env.CMAKE_PREFIX_PATH = before;
    }
  },
);
