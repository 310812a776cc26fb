import {
  type Codec,
  definitionText,
  MESSAGES,
  type MessageType,
  SERVICES,
  type ServiceType,
} from '../../messages/index';

/** How rosnodejs reads and writes a message, or half of a service. */
export interface HalfClass {
  deserialize(bytes: Buffer): unknown;
  serialize(message: unknown, bytes: Buffer, offset: number): number;
  getMessageSize(message: unknown): number;
}

/** What rosnodejs asks of the class of a message type. */
export interface MessageClass extends HalfClass {
  datatype(): string;
  md5sum(): string;
  messageDefinition(): string;
}

/** What rosnodejs asks of the class of a service type. */
export interface ServiceClass {
  datatype(): string;
  md5sum(): string;
  readonly Request: HalfClass;
  readonly Response: HalfClass;
}

/** Our codec of a message type in the shape of rosnodejs. Without its clock and its log over ROS, both of which are
 *  off, rosnodejs asks for no other classes: it generates none and searches none on CMAKE_PREFIX_PATH. */
export function messageClass(type: MessageType): MessageClass {
  const { md5sum } = MESSAGES[type];
  return {
    datatype: () => type,
    md5sum: () => md5sum,
    messageDefinition: () => definitionText(type),
    ...halfClass(MESSAGES[type] as Codec<unknown>),
  };
}

/** Our codec of a service type in the shape of rosnodejs. */
export function serviceClass(type: ServiceType): ServiceClass {
  const { md5sum, request, response } = SERVICES[type];
  return {
    datatype: () => type,
    md5sum: () => md5sum,
    Request: halfClass(request as Codec<unknown>),
    Response: halfClass(response as Codec<unknown>),
  };
}

function halfClass(codec: Codec<unknown>): HalfClass {
  return { deserialize: codec.decode, serialize: codec.write, getMessageSize: codec.size };
}
