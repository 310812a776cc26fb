#!/bin/sh
# Smoke test of the Gazebo image, inside it:
#   docker run --rm f1-brain:gazebo /opt/f1_brain/scripts/container/smoke-gazebo.sh
# Brings up a world of ours without a screen and waits for what the node needs of it.
set -eu
home=$(cd "$(dirname "$0")/../.." && pwd)
step() { echo "== $*"; }

step "Gazebo 11 and the plugins that the car needs"
gzserver --version | grep -q 'version 11'
for plugin in camera planar_move; do
  [ -f "/opt/ros/${ROS_DISTRO:-noetic}/lib/libgazebo_ros_$plugin.so" ]
done

step "a world comes up"
WORLDS=$(mktemp -d)
export WORLDS
"$home/scripts/container/gazebo.sh" &
launch=$!
trap 'kill -INT "$launch" 2>/dev/null; wait "$launch" || true; rm -rf "$WORLDS"' EXIT
# rostopic waits for a topic that nobody publishes yet, but not for a master.
deadline=$(($(date +%s) + 180))
for name in "" /gazebo; do
  # shellcheck disable=SC2086
  until "$home/node_modules/.bin/jiti" "$home/scripts/container/healthy.ts" $name 2>/dev/null; do
    kill -0 "$launch" 2>/dev/null || { echo "gazebo.sh ended before the world was there" >&2; exit 1; }
    [ "$(date +%s)" -lt "$deadline" ] || { echo "no ${name:-master} after 180 s" >&2; exit 1; }
    sleep 1
  done
done
for topic in /clock /F1ROS/odom /F1ROS/cameraL/image_raw; do
  step "$topic"
  timeout 180 rostopic echo --noarr -n 1 "$topic"
done

step "the car moves on a command"
timeout 20 rostopic pub -r 20 /F1ROS/cmd_vel geometry_msgs/Twist '{linear: {x: 2.0}}' >/dev/null &
sleep 5
timeout 30 rostopic echo -n 1 /F1ROS/odom/twist/twist/linear/x | awk '$1 > 1 { moved = 1 } END { exit !moved }'
echo "Gazebo smoke test passed"
