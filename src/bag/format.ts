/** Rosbag format 2.0 (wiki.ros.org/Bags/Format/2.0): the start of the file, and the kinds of its records. */
export const MAGIC = '#ROSBAG V2.0\n';

export const OP_MESSAGE = 2;
export const OP_BAG_HEADER = 3;
export const OP_INDEX = 4;
export const OP_CHUNK = 5;
export const OP_CHUNK_INFO = 6;
export const OP_CONNECTION = 7;

/** Bytes of the bag header record with its padding, which lets it be rewritten in place. ROS pads header and data to
 *  4096 bytes without the two lengths before them, and `rosbag reindex` overwrites that much. */
export const BAG_HEADER_BYTES = 4096 + 8;
