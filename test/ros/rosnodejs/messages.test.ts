import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ImageMessage, useOwnMessageClasses } from '../../../src/messages/types';
import { compareMd5 } from '../../../src/ros/md5';
import { loadRosnodejs, messageClass } from '../../../src/ros/rosnodejs/library';

describe('our message classes', () => {
  it.each(compareMd5())('$type has the md5 sum of the official package', ({ found, official }) => {
    expect(found).toBe(official);
  });

  it('come before those of the user, which are still found', () => {
    const user = mkdtempSync(path.join(tmpdir(), 'workspace-'));
    const environment = { CMAKE_PREFIX_PATH: user };
    useOwnMessageClasses(environment);
    useOwnMessageClasses(environment);
    const entries = environment.CMAKE_PREFIX_PATH.split(path.delimiter);
    expect(entries).toHaveLength(2);
    expect(entries[0]).toContain('ros_messages');
    expect(entries[1]).toBe(user);
  });

  it('read the pixels of an image in place', () => {
    const type = messageClass<ImageMessage>(loadRosnodejs(), 'sensor_msgs/Image');
    const image = new type({
      width: 2,
      height: 1,
      step: 6,
      encoding: 'rgb8',
      data: Buffer.from([1, 2, 3, 4, 5, 6]),
    });
    const bytes = Buffer.alloc(type.getMessageSize(image));
    type.serialize(image, bytes, 0);
    const read = type.deserialize(bytes);
    expect(read.encoding).toBe('rgb8');
    bytes.fill(9, bytes.length - 6);
    expect([...read.data]).toEqual([9, 9, 9, 9, 9, 9]);
  });
});
