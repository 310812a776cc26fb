/** Serialisation of the messages that bags of this project hold, without rosnodejs. */
export { decodeClock, encodeClock } from './clock';
export {
  type DecisionMessage,
  type DecisionRecord,
  decodeDecision,
  encodeDecision,
} from './decision';
export { DECISION_JSON_SUFFIX, decodeDecisionJson, encodeDecisionJson } from './decision-json';
export { type MessageType, messageType } from './definition';
export type { HeaderRecord } from './header';
export {
  type CompressedImageRecord,
  decodeCompressedImage,
  decodeImage,
  decodeImageHeader,
  encodeCompressedImage,
  encodeImage,
  type ImageHeaderRecord,
  type ImageRecord,
} from './image';
export { decodeOdometry, encodeOdometry, type OdometryRecord } from './odometry';
export { decodeString, encodeString } from './string';
export { decodeTwist, encodeTwist, type TwistRecord } from './twist';
