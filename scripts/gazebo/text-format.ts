import { F1_CAMERA } from '../../src/config/f1-car';

const IMAGE_BYTES = F1_CAMERA.width * F1_CAMERA.height * 3;
const ESCAPES = new Map([
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['"', 34],
  ["'", 39],
  ['\\', 92],
]);

/** Bytes of an image as protobuf's text format has them, up to the closing quotation mark.
 *  @throws Error where they are not an image of the F1 car's camera */
export function bytesOfText(text: string): Buffer {
  const bytes = Buffer.alloc(IMAGE_BYTES);
  let count = 0;
  for (let i = 0; i < text.length && text[i] !== '"'; count++) {
    if (text[i] !== '\\') {
      bytes[count] = text.charCodeAt(i);
      i += 1;
      continue;
    }
    const escaped = ESCAPES.get(text[i + 1] ?? '');
    bytes[count] = escaped ?? Number.parseInt(text.slice(i + 1, i + 4), 8);
    i += escaped === undefined ? 4 : 2;
  }
  if (count !== IMAGE_BYTES) throw new Error(`an image of ${count} bytes, not ${IMAGE_BYTES}`);
  return bytes;
}
