import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { BagError } from '../../src/errors';
import { definitionText, messageType } from '../../src/messages/index';
import { compareMd5 } from '../../src/messages/official-md5';
import { BagFolder } from '../helpers/bags';

describe('A message type', () => {
  const folder = new BagFolder();

  it.each(compareMd5())('$type has the official md5 sum', ({ found, official }) => {
    expect(found).toBe(official);
  });

  it('brings the definitions of the messages inside it, each once', () => {
    const { definition } = messageType('nav_msgs/Odometry', []);
    const parts = definition.split(`\n${'='.repeat(80)}\n`);
    expect(parts.map((part) => part.split('\n')[0])).toEqual([
      'Header header',
      'MSG: std_msgs/Header',
      'MSG: geometry_msgs/PoseWithCovariance',
      'MSG: geometry_msgs/Pose',
      'MSG: geometry_msgs/Point',
      'MSG: geometry_msgs/Quaternion',
      'MSG: geometry_msgs/TwistWithCovariance',
      'MSG: geometry_msgs/Twist',
      'MSG: geometry_msgs/Vector3',
    ]);
    expect(definition).toBe(definitionText('nav_msgs/Odometry'));
  });

  it('takes the text of the installed definition only where that has the same fields', () => {
    const define = (type: string, text: string) => {
      const [pack = '', name = ''] = type.split('/');
      mkdirSync(path.join(folder.path, pack, 'msg'), { recursive: true });
      folder.write(Buffer.from(text), path.join(pack, 'msg', `${name}.msg`));
    };
    define('std_msgs/String', '# a text\nstring   data # of any length\n');
    define('rosgraph_msgs/Clock', 'duration clock\n');
    expect(messageType('std_msgs/String', [folder.path]).definition).toContain('# of any length');
    expect(messageType('rosgraph_msgs/Clock', [folder.path]).definition).toContain('time clock');
  });

  it.each(['std_msgs/Nothing', 'toString', ''])('%j is unknown', (type) => {
    expect(() => messageType(type)).toThrow(BagError);
    expect(() => messageType(type)).toThrow(`${type}: no definition of this message`);
  });
});
