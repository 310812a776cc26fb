import {
  DEFINITIONS,
  HeaderCodec,
  type HeaderMessage,
  type MessageType,
  messageType,
  PoseStampedCodec,
  type PoseStampedMessage,
  QuaternionCodec,
  type QuaternionMessage,
  Vector3Codec,
  type Vector3Message,
} from '../../messages/index';

/** Types that only studios get: the path of a line, and where frames are. */
export const PATH = 'nav_msgs/Path';
export const TRANSFORMS = 'tf2_msgs/TFMessage';

export type StudioType = MessageType | typeof PATH | typeof TRANSFORMS;

const SEPARATOR = `${'='.repeat(80)}\n`;

/** A type's definition with those of nested types, as in bags. */
export function schemaOf(type: StudioType): string {
  if (type === PATH) {
    const pose = messageType('geometry_msgs/PoseStamped', []).definition;
    return `std_msgs/Header header\ngeometry_msgs/PoseStamped[] poses\n${nested('geometry_msgs/PoseStamped', pose)}`;
  }
  if (type !== TRANSFORMS) return messageType(type, []).definition;
  return [
    'geometry_msgs/TransformStamped[] transforms\n',
    nested(
      'geometry_msgs/TransformStamped',
      'std_msgs/Header header\nstring child_frame_id\ngeometry_msgs/Transform transform\n',
    ),
    nested(
      'geometry_msgs/Transform',
      'geometry_msgs/Vector3 translation\ngeometry_msgs/Quaternion rotation\n',
    ),
    ...(['std_msgs/Header', 'geometry_msgs/Vector3', 'geometry_msgs/Quaternion'] as const).map((part) =>
      nested(part, DEFINITIONS[part]),
    ),
  ].join('');
}

function nested(type: string, definition: string): string {
  return `${SEPARATOR}MSG: ${type}\n${definition}`;
}

/** nav_msgs/Path. */
export function encodePath(header: HeaderMessage, poses: readonly PoseStampedMessage[]): Buffer {
  const size = poses.reduce((sum, pose) => sum + PoseStampedCodec.size(pose), HeaderCodec.size(header) + 4);
  const bytes = Buffer.allocUnsafe(size);
  let at = bytes.writeUInt32LE(poses.length, HeaderCodec.write(header, bytes, 0));
  for (const pose of poses) at = PoseStampedCodec.write(pose, bytes, at);
  return bytes;
}

/** geometry_msgs/TransformStamped. */
export interface TransformStamped {
  readonly header: HeaderMessage;
  readonly child_frame_id: string;
  readonly translation: Vector3Message;
  readonly rotation: QuaternionMessage;
}

/** tf2_msgs/TFMessage with one transform. */
export function encodeTransform({ header, child_frame_id, translation, rotation }: TransformStamped): Buffer {
  const child = Buffer.from(child_frame_id);
  const fixed = Vector3Codec.size(translation) + QuaternionCodec.size(rotation);
  const bytes = Buffer.allocUnsafe(4 + HeaderCodec.size(header) + 4 + child.length + fixed);
  let at = HeaderCodec.write(header, bytes, bytes.writeUInt32LE(1, 0));
  at = bytes.writeUInt32LE(child.length, at);
  at += child.copy(bytes, at);
  at = Vector3Codec.write(translation, bytes, at);
  QuaternionCodec.write(rotation, bytes, at);
  return bytes;
}
