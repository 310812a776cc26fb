/** The file that marks a folder as made by export-gazebo. */
export const README = 'README.md';

const TITLE = '# Circuits for Gazebo 11, made by f1-brain export-gazebo';

export function isOurReadme(text: string): boolean {
  return text.startsWith(TITLE);
}

/** @param worlds names of the files in worlds/ */
export function readme(worlds: readonly string[]): string {
  return `${TITLE}

\`models/\` holds the circuits and the car, \`worlds/\` the worlds. Gazebo finds the models when this folder's
\`models\` is on its path:

\`\`\`sh
export GAZEBO_MODEL_PATH="$PWD/models:$GAZEBO_MODEL_PATH"   # in this folder
\`\`\`

With ROS (gazebo_ros and gazebo_plugins), with or without that line:

\`\`\`sh
roslaunch f1_brain gazebo.launch world:="$PWD/worlds/${worlds[0]}"
roslaunch f1_brain brain.launch circuit:=NAME                # in another terminal: drives, measured against NAME's line
\`\`\`

In a world whose name ends in \`_reverse\` the car drives in reverse direction: add \`direction:=reverse\`.

Worlds:

${worlds.map((world) => `- \`worlds/${world}\`\n`).join('')}
The car is \`f1_renault\`: camera on /F1ROS/cameraL/image_raw, odometry on /F1ROS/odom, velocities on
/F1ROS/cmd_vel. Export again to change anything: an export overwrites these files.
`;
}
