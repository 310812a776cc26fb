# f1-brain beside ROS Noetic, CPU.
#
#   docker build -t f1-brain .
#   docker run --rm f1-brain lap                      # drives a lap in the built-in world
#   docker run --rm --network host f1-brain run pilotnet   # the node, against ROS_MASTER_URI

FROM node:20.20.2-bullseye AS build
WORKDIR /opt/f1_brain
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM ros:noetic-ros-base-focal
# Node's official builds need glibc 2.28; Ubuntu 20.04 has 2.31.
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /opt/f1_brain /opt/f1_brain
RUN useradd --create-home driver && ln -s /opt/f1_brain/dist/cli/main.js /usr/local/bin/f1-brain
USER driver
WORKDIR /home/driver
ENV ROS_PACKAGE_PATH=/opt/f1_brain:/opt/ros/noetic/share
ENTRYPOINT ["f1-brain"]
CMD ["lap"]
