import { sizeOfString, WireReader, WireWriter } from './wire';

/** Text of a std_msgs/String. @throws WireError */
export function decodeString(data: Buffer): string {
  return new WireReader('std_msgs/String').on(data).string();
}

export function encodeString(message: { readonly data: string }): Buffer {
  return new WireWriter(sizeOfString(message.data)).string(message.data).data;
}
