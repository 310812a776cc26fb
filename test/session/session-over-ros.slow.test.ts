import { WorldError } from '../../src/errors';
import { Session } from '../../src/session/session';
import { ringLap } from './support/lap-ring';

/** Over a real master, with the simulator in a process of its own and messages on sockets. */
describe('sessions over ROS in one process', () => {
  it('follow each other', async () => {
    for (const seed of [1, 2]) {
      const session = new Session(ringLap({ world: 'ros', seed }));
      const { statistics } = await session.run();
      expect(statistics).toMatchObject({ completed: true, world: 'ros', seed, wall_contacts: 0 });
    }
  });

  it('drive RoboticsAcademy’s car by its topics and its images', async () => {
    const session = new Session(ringLap({ world: 'ros', car: 'academy' }));
    const lines: string[] = [];
    session.on('log', ({ message }) => lines.push(message));
    const { statistics } = await session.run();
    expect(statistics).toMatchObject({ completed: true, world: 'ros', car: 'academy', wall_contacts: 0 });
    expect(lines).toContain(
      'car academy: images /cam_f1_left/image_raw, odometry /odom, commands /cmd_vel; 640x480 bgr8 in the built-in world',
    );
  });

  it('do not run side by side, and the first drives on', async () => {
    const first = new Session(ringLap({ world: 'ros' }));
    await first.start();
    const second = new Session(ringLap({ world: 'ros' }));
    await expect(second.run()).rejects.toThrow(WorldError);
    await expect(second.result).rejects.toThrow('this process is a ROS node already');
    expect((await first.result).statistics.completed).toBe(true);
  });
});
