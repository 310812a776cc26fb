#!/bin/sh
# ROS's environment where the image has ROS, f1_brain in front of it, then the command. ROS_SETUP names another setup.sh,
# such as that of a workspace of yours.
set -eu
home=$(cd "$(dirname "$0")/../.." && pwd)
setup=${ROS_SETUP:-/opt/ros/${ROS_DISTRO:-noetic}/setup.sh}

# In a function of its own, since catkin's script takes the shell's arguments for its own; and it uses unset variables.
ros_environment() {
  # shellcheck source=/dev/null
  . "$setup"
}
if [ -f "$setup" ]; then
  set +u
  ros_environment
  set -u
elif [ -n "${ROS_SETUP:-}" ]; then
  echo "entrypoint: there is no $setup; ROS_SETUP names the setup.sh of a workspace" >&2
  exit 2
fi
case ${ROS_PACKAGE_PATH:-}: in
"$home":*) ;;
*) export ROS_PACKAGE_PATH="$home${ROS_PACKAGE_PATH:+:$ROS_PACKAGE_PATH}" ;;
esac
exec "$@"
