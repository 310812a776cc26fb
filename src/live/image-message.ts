import type { ImageHeader } from './messages';

/** Bytes of the header's length, little endian. */
const PREFIX = 4;

/** An image as a binary message: length of the header, the header as JSON in UTF-8, the encoded image. */
export function encodeImageMessage(header: ImageHeader, image: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const message = new Uint8Array(PREFIX + text.length + image.length);
  new DataView(message.buffer).setUint32(0, text.length, true);
  message.set(text, PREFIX);
  message.set(image, PREFIX + text.length);
  return message;
}

/** @returns header and encoded image; the image is a view into the message
 *  @throws RangeError, SyntaxError when it is no such message */
export function decodeImageMessage(message: ArrayBuffer): {
  readonly header: ImageHeader;
  readonly image: Uint8Array<ArrayBuffer>;
} {
  const length = new DataView(message).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(message, PREFIX, length))) as ImageHeader;
  return { header, image: new Uint8Array(message, PREFIX + length) };
}
