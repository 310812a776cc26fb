/** Serialisation of the messages that bags of this project hold, without rosnodejs. */
export { decodeClock, encodeClock } from './messages/clock';
export {
  type DecisionMessage,
  type DecisionRecord,
  decodeDecision,
  encodeDecision,
} from './messages/decision';
export { DECISION_JSON_SUFFIX, decodeDecisionJson, encodeDecisionJson } from './messages/decision-json';
export { type MessageType, messageType } from './messages/definition';
export type { HeaderRecord } from './messages/header';
export {
  type CompressedImageRecord,
  decodeCompressedImage,
  decodeImage,
  decodeImageHeader,
  encodeCompressedImage,
  encodeImage,
  type ImageHeaderRecord,
  type ImageRecord,
} from './messages/image';
export { decodeOdometry, encodeOdometry, type OdometryRecord } from './messages/odometry';
export { decodeString, encodeString } from './messages/string';
export { decodeTwist, encodeTwist, type TwistRecord } from './messages/twist';
