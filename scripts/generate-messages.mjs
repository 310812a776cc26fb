// Writes the JavaScript classes of the messages in ros/msgs and of this package's own in msg and srv to
// dist/ros_messages, where rosnodejs finds them (CMAKE_PREFIX_PATH/share/gennodejs/ros). Says nothing unless it fails.
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const destination = path.join(root, 'dist', 'ros_messages');
mkdirSync(path.dirname(destination), { recursive: true });
// Built aside and moved into place: a program that starts meanwhile never sees half a set.
const work = mkdtempSync(path.join(root, 'dist', 'ros_messages-'));
const classes = path.join(work, 'new', 'share', 'gennodejs', 'ros');
mkdirSync(classes, { recursive: true });

// Beside this package's own messages lie node_modules and more, which is no place to look for others.
const own = path.join(work, 'own', 'f1_brain');
for (const kind of ['msg', 'srv']) cpSync(path.join(root, kind), path.join(own, kind), { recursive: true });
copyFileSync(path.join(root, 'package.xml'), path.join(own, 'package.xml'));
process.env.ROS_PACKAGE_PATH = [path.join(root, 'ros', 'msgs'), path.dirname(own)].join(path.delimiter);
process.env.CMAKE_PREFIX_PATH = work;
const said = [];
console.log = (...words) => said.push(words.join(' '));
try {
  const rosnodejs = createRequire(import.meta.url)('rosnodejs');
  await rosnodejs.loadAllPackages(classes);
  rmSync(path.join(work, 'old'), { recursive: true, force: true });
  try {
    renameSync(destination, path.join(work, 'old'));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  renameSync(path.join(work, 'new'), destination);
} catch (error) {
  console.error(`Generating the ROS message classes failed:\n${said.join('\n')}\n${error.stack}`);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
