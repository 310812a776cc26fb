import { F1_TOPICS } from '../../../src/config/topics';
import { ConfigurationError } from '../../../src/errors';
import { type RosMaster, startMaster } from '../../../src/ros/master/master';
import { MasterApi } from '../../../src/ros/master/master-api';
import { awaitTopics } from '../../../src/world/gazebo/awaited-topics';

const NODE = 'http://127.0.0.1:9/';

describe('awaitTopics', () => {
  let master: RosMaster;
  let gazebo: MasterApi;
  const never = new AbortController().signal;
  const wait = (patience_s: number, signal = never) =>
    awaitTopics(master.uri, F1_TOPICS, { patience_s, signal });

  beforeEach(async () => {
    master = await startMaster({ host: '127.0.0.1', port: 0 });
    gazebo = new MasterApi(master.uri, '/gazebo');
  });

  afterEach(() => master.close());

  it('waits until camera, odometry, commands and services are there', async () => {
    let isThere = false;
    const waiting = wait(60).then(() => {
      isThere = true;
    });
    await gazebo.registerPublisher(F1_TOPICS.camera, 'sensor_msgs/Image', NODE);
    await gazebo.registerPublisher(F1_TOPICS.odometry, 'nav_msgs/Odometry', NODE);
    await gazebo.registerService('/gazebo/reset_world', 'rosrpc://127.0.0.1:9', NODE);
    await gazebo.registerService('/gazebo/set_model_state', 'rosrpc://127.0.0.1:9', NODE);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(isThere).toBe(false);
    await gazebo.registerSubscriber(F1_TOPICS.command, 'geometry_msgs/Twist', NODE);
    await waiting;
  });

  it('says what is missing, and what the world has in its place', async () => {
    await expect(wait(0)).rejects.toThrow(
      /odom, .*cmd_vel, .*reset_world, .* did not come within 0 s of the launch, nor did \/clock$/,
    );
    await gazebo.registerPublisher('/clock', 'rosgraph_msgs/Clock', NODE);
    await gazebo.registerPublisher('/car/odom', 'nav_msgs/Odometry', NODE);
    const other = wait(0);
    await expect(other).rejects.toThrow(ConfigurationError);
    await expect(other).rejects.toThrow(/; the world has \/car\/odom: name another world/);
  });

  it('ends when it is told to', async () => {
    const ending = new AbortController();
    const waiting = wait(60, ending.signal);
    ending.abort();
    await expect(waiting).rejects.toThrow();
  });
});
