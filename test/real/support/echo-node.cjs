// A node of ours without a brain: answers every camera image with a Twist that counts them.
const path = require('node:path');
const { rosnodejs } = require(
  path.resolve(__dirname, '..', '..', '..', 'dist', 'ros', 'rosnodejs', 'index.js'),
);

const say = (level) => (message) => console.log(`${level}: ${message}`);
const logger = { debug: () => {}, info: say('info'), warn: say('warn'), error: say('error') };

async function main() {
  const node = await rosnodejs.startNode({ name: 'echo', argv: process.argv.slice(2), logger });
  const zero = { x: 0, y: 0, z: 0 };
  const commands = node.advertise('/F1ROS/cmd_vel', 'geometry_msgs/Twist');
  const images = node.subscribe('/F1ROS/cameraL/image_raw', 'sensor_msgs/Image', (image) => {
    const count = images.received;
    commands.publish({ linear: { ...zero, x: count }, angular: { ...zero, z: image.data.length } });
    if (count % 10 === 0) console.log(`received ${count}`);
  });
  node.advertiseService('/gazebo/pause_physics', 'std_srvs/Empty', () => {
    console.log('paused');
    return {};
  });
  node.onShutdownRequested(async ({ by }) => {
    console.log(`asked by ${by}`);
    commands.publish({ linear: zero, angular: zero });
    await node.shutdown();
    console.log('down');
  });
  node.onMasterLost(() => console.log('master lost'));
  node.onMasterFound(() => console.log('master found'));
  console.log(`ready ${node.name}`);
}

void main();
