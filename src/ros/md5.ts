import type { MessageType, ServiceType } from '../messages/types';
import { messageCodec, serviceCodec } from './codecs';
import { OFFICIAL_MESSAGE_MD5, OFFICIAL_SERVICE_MD5 } from './official-md5';

/** md5 sum of our definition of a message type. Throws BrainError when there is none. */
export function messageMd5(type: string): string {
  return messageCodec(type as MessageType).md5sum;
}

/** md5 sum of our definition of a service type. Throws BrainError when there is none. */
export function serviceMd5(type: string): string {
  return serviceCodec(type as ServiceType).md5sum;
}

/** A type with the md5 sum of our definition and the one that all of ROS 1 agrees on. */
export interface Md5Comparison {
  readonly type: string;
  readonly found: string;
  readonly official: string;
}

/** All types whose official sum is known. Throws BrainError when a definition is missing. */
export function compareMd5(): Md5Comparison[] {
  const compare = (table: Readonly<Record<string, string>>, md5: (type: string) => string) =>
    Object.entries(table).map(([type, official]) => ({ type, found: md5(type), official }));
  return [...compare(OFFICIAL_MESSAGE_MD5, messageMd5), ...compare(OFFICIAL_SERVICE_MD5, serviceMd5)];
}
