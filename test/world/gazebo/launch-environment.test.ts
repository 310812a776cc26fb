import { launchEnvironment } from '../../../src/world/gazebo/launch-environment';

const place = { masterUri: 'http://127.0.0.1:40000', gazeboPort: 40001, logFolder: '/runs/a/gazebo' };

describe('the environment of a launch', () => {
  it("has masters and logs of its own in place of the user's", () => {
    const env = {
      PATH: '/bin',
      ROS_MASTER_URI: 'http://robot:11311',
      ROS_HOSTNAME: 'robot',
      ROS_NAMESPACE: 'car2',
      GAZEBO_MASTER_URI: 'http://localhost:11345',
      GAZEBO_MODEL_PATH: '/mine',
    };
    expect(launchEnvironment({ models: [], worlds: [] }, place, env)).toEqual({
      PATH: '/bin',
      ROS_MASTER_URI: 'http://127.0.0.1:40000',
      ROS_IP: '127.0.0.1',
      GAZEBO_MASTER_URI: 'http://127.0.0.1:40001',
      GAZEBO_IP: '127.0.0.1',
      ROS_LOG_DIR: '/runs/a/gazebo/ros',
      GAZEBO_LOG_PATH: '/runs/a/gazebo',
      GAZEBO_MODEL_PATH: '/mine',
    });
  });

  it('has the models and worlds beside the launch file before those of the user', () => {
    const found = { models: ['/a/models'], worlds: ['/a/worlds'] };
    expect(launchEnvironment(found, place, { GAZEBO_MODEL_PATH: '/mine' })).toMatchObject({
      GAZEBO_MODEL_PATH: '/a/models:/mine',
      GAZEBO_RESOURCE_PATH: '/a/worlds',
    });
  });
});
