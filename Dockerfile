# f1-brain with ROS Noetic, on the CPU. docs/docker.md says how to use it, and what has not been tested.
#
#   docker build -t f1-brain .                                   # the node, with roscore, roslaunch and rosbag
#   docker build -t f1-brain:gazebo --target gazebo .            # the same and Gazebo 11, without a screen
#
# The base images are pinned by tag. To pin by digest: --build-arg NODE_IMAGE=node:20.20.2-bullseye-slim@sha256:...
ARG NODE_IMAGE=node:20.20.2-bullseye-slim
ARG ROS_IMAGE=ros:noetic-ros-core-focal

# Node's builds need glibc 2.28 and Debian 11 has 2.31, as Ubuntu 20.04 does: what is built here runs there.
FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN scripts/container/build.sh /opt/f1_brain

FROM ${ROS_IMAGE} AS ros
LABEL org.opencontainers.image.title="f1-brain" \
      org.opencontainers.image.description="ROS Noetic brain node for driving simulation: camera frames in, ONNX models, velocity commands out" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="0.1.0"
# The user driver owns the home folder and /out, which a volume may be mounted on and runs write to, and nothing else.
RUN useradd --create-home --uid 1000 driver \
 && mkdir /out \
 && chown driver:driver /out \
 && ln -s /out /home/driver/out \
 && ln -s /opt/f1_brain/dist/cli/main.js /usr/local/bin/f1-brain
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /usr/local/LICENSE /usr/local/share/doc/node/LICENSE
COPY --from=build /opt/f1_brain /opt/f1_brain
# The entrypoint sets it again after ROS's own script; with `docker exec`, call the entrypoint for the rest of ROS's
# environment.
ENV ROS_PACKAGE_PATH=/opt/f1_brain:/opt/ros/noetic/share
WORKDIR /home/driver
ENTRYPOINT ["/opt/f1_brain/scripts/container/entrypoint.sh"]

# Gazebo renders the camera's images through an X server even without a window; Xvfb and Mesa provide it.
# ROS Noetic is frozen since May 2025 and Ubuntu 20.04's archive nearly so: naming versions of packages would only break
# the build when a security update replaces one.
FROM ros AS gazebo
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      libgl1-mesa-dri \
      ros-noetic-gazebo-plugins \
      ros-noetic-gazebo-ros \
      xauth \
      xvfb \
 && rm -rf /var/lib/apt/lists/* \
 && mkdir -p -m 1777 /tmp/.X11-unix
USER driver
ENV LIBGL_ALWAYS_SOFTWARE=1
CMD ["/opt/f1_brain/scripts/container/gazebo.sh"]

FROM ros AS brain
USER driver
CMD ["f1-brain", "lap"]
