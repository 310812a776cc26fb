import { MESSAGES, type MessageType, SERVICES, type ServiceType } from '../../src/messages/index';
import { OFFICIAL_MESSAGE_MD5, OFFICIAL_SERVICE_MD5 } from '../../src/messages/official-md5';
import { Processes } from './support/processes';

// Debian has no gazebo_msgs, and its roscpp's are not where rossrv looks: constants alone are compared.
const shipped = (type: string) => !/^(gazebo_msgs|roscpp)\//.test(type);

describe('the md5 sums of our messages are those of the installed ROS', () => {
  const processes = new Processes('http://127.0.0.1:1');
  // Not ours: the definitions of the system are asked.
  delete processes.env.ROS_PACKAGE_PATH;

  afterAll(() => processes.killAll());

  it.each(
    [
      ...Object.keys(OFFICIAL_MESSAGE_MD5),
      'geometry_msgs/Pose',
      'geometry_msgs/TwistStamped',
      'std_msgs/Float64',
    ].filter(shipped),
  )('%s', async (type) => {
    expect(await processes.run('rosmsg', 'md5', type)).toBe(MESSAGES[type as MessageType].md5sum);
  });

  it.each([...Object.keys(OFFICIAL_SERVICE_MD5), 'std_srvs/Trigger', 'std_srvs/SetBool'].filter(shipped))(
    '%s',
    async (type) => {
      expect(await processes.run('rossrv', 'md5', type)).toBe(SERVICES[type as ServiceType].md5sum);
    },
  );
});

it('rosmsg finds our own message in the package itself', async () => {
  const processes = new Processes('http://127.0.0.1:1');
  const shown = await processes.run('rosmsg', 'show', 'f1_brain/Decision');
  expect(shown).toMatch(/^uint64 frame_sequence\ntime frame_stamp$/m);
  await processes.killAll();
});
