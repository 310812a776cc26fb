import { MESSAGES, SERVICES } from './generated/index';

/** md5 sums of the definitions in the ROS 1 packages, by which two nodes recognise that they mean the
 *  same type (http://wiki.ros.org/ROS/Technical%20Overview). Ours must equal them. */
export const OFFICIAL_MESSAGE_MD5: Readonly<Record<string, string>> = {
  'std_msgs/Header': '2176decaecbce78abc3b96ef049fabed',
  'std_msgs/String': '992ce8a1687cec8c8bd883ec73ca41d1',
  'geometry_msgs/Twist': '9f195f881246fdfa2798d1d3eebca84a',
  'sensor_msgs/Image': '060021388200f6f0f447d0fcd9c64743',
  'sensor_msgs/CompressedImage': '8f7a12909da2c9d3332d540a0977563f',
  'sensor_msgs/CameraInfo': 'c9a58c1b0b154e0e6da7578cb991d214',
  'nav_msgs/Odometry': 'cd5e73d190d741a2f92e81eda573aca7',
  'rosgraph_msgs/Clock': 'a9c97c1d230cfc112e270351a944ee47',
  'rosgraph_msgs/Log': 'acffd30cd6b6de30f120938c17c593fb',
  'diagnostic_msgs/DiagnosticArray': '60810da900de1dd6ddd437c3503511da',
  'gazebo_msgs/ModelState': '9330fd35f2fcd82d457e54bd54e10593',
  'gazebo_msgs/ModelStates': '48c080191eb15c41858319b4d8a609c2',
  'gazebo_msgs/PerformanceMetrics': '884f71fd5037b886ec5e126b83c4425a',
  'gazebo_msgs/SensorPerformanceMetric': '01762ded18cfe9ebc7c8222667c99547',
};

export const OFFICIAL_SERVICE_MD5: Readonly<Record<string, string>> = {
  'std_srvs/Empty': 'd41d8cd98f00b204e9800998ecf8427e',
  'roscpp/GetLoggers': '32e97e85527d4678a8f9279894bb64b0',
  'roscpp/SetLoggerLevel': '51da076440d78ca1684d36c868df61ea',
  'gazebo_msgs/GetModelState': '4c515e936d3319c9610c559c60bfc3d4',
  'gazebo_msgs/SetModelState': '5b3ab0281d4f5445def017e3a2e4a07b',
  'gazebo_msgs/GetWorldProperties': '36bb0f2eccf4d8be971410c22818ba3f',
};

/** A type with its md5 sum here and in the official packages. */
export interface Md5Comparison {
  readonly type: string;
  readonly found: string;
  readonly official: string;
}

/** All types whose official sum is known. */
export function compareMd5(): Md5Comparison[] {
  const compare = (official: Readonly<Record<string, string>>, own: Readonly<Record<string, Md5>>) =>
    Object.entries(official).map(([type, md5]) => ({
      type,
      found: own[type]?.md5sum ?? 'missing',
      official: md5,
    }));
  return [...compare(OFFICIAL_MESSAGE_MD5, MESSAGES), ...compare(OFFICIAL_SERVICE_MD5, SERVICES)];
}

interface Md5 {
  readonly md5sum: string;
}
