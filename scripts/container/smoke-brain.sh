#!/bin/sh
# Smoke test of the CPU image, inside it:
#   docker run --rm f1-brain /opt/f1_brain/scripts/container/smoke-brain.sh
# Runs wherever the package lies, as a user who owns nothing of it. Where ROS is, roslaunch and rosbag are tried too.
set -eu
home=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
f1_brain() { node "$home/dist/cli/main.js" "$@"; }
step() { echo "== $*"; }

step "an unprivileged user, who cannot write to the package"
[ "$(id -u)" -ne 0 ]
[ ! -w "$home" ] && [ ! -w "$home/dist/cli/main.js" ]

step "doctor"
f1_brain doctor

step "a lap of the network in lockstep"
f1_brain lap slim_pilotnet --world lockstep --out lap --json >lap.json
"$home/node_modules/.bin/jiti" "$home/scripts/container/check-lap.ts" lap.json cpu
step "its bag gives figures and a page"
"$home/node_modules/.bin/jiti" "$home/scripts/container/check-drive.ts" lap/*.bag 400
f1_brain report lap --out page >/dev/null
[ -s page/report.html ]

if command -v roslaunch >/dev/null; then
  step "roslaunch finds the package and its nodes"
  export ROS_PACKAGE_PATH="$home${ROS_PACKAGE_PATH:+:$ROS_PACKAGE_PATH}"
  roslaunch --nodes f1_brain brain.launch | grep -qx /f1_brain
  roslaunch --nodes f1_brain simulator.launch | grep -qx /gazebo
fi
if command -v rosbag >/dev/null; then
  step "rosbag reads the bag"
  rosbag info lap/*.bag | grep -q /F1ROS/odom
fi
echo "smoke test passed"
