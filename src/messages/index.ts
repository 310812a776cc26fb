export { encoded, messageCodec, serviceCodec } from './codecs';
export { type DecisionRecord, readDecision } from './decision';
export { DECISION_JSON_SUFFIX, encodeDecisionJson, readDecisionJson } from './decision-json';
export { definitionText, messageType } from './definition';
export * from './generated/index';
export { type PlanarMotion, planarMotion, tiltOf, yawOf } from './planar';
export type { Codec, MessageCodec, ServiceCodec } from './wire';
