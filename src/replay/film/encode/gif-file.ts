/**
 * Joins GIF files of the same size (https://www.w3.org/Graphics/GIF/spec-gif89a.txt): their images are copied one after the
 * other, each with the colours of its file.
 */

const SCREEN = 13;
const EXTENSION = 0x21;
const APPLICATION = 0xff;
const IMAGE = 0x2c;
const IMAGE_DESCRIPTOR = 10;
const HAS_COLOURS = 0x80;
const SIZE_OF_COLOURS = 0x07;

/** The end of a GIF file. */
export const GIF_TRAILER = Buffer.from([0x3b]);

/** A GIF file without its end: what a joined file begins with. */
export function gifBeginning(file: Buffer): Buffer {
  return file.subarray(0, listBlocks(file).at(-1)?.end ?? SCREEN);
}

/** The images of a GIF file, as they are written after those of another one. */
export function gifImages(file: Buffer): Buffer {
  const shared = file.subarray(SCREEN, SCREEN + coloursOf(file[10]!));
  const parts: Buffer[] = [];
  for (const { start, end } of listBlocks(file)) {
    if (file[start] === IMAGE) parts.push(...withColours(file.subarray(start, end), shared));
    // How often it repeats is said at the beginning of the joined file.
    else if (file[start + 1] !== APPLICATION) parts.push(file.subarray(start, end));
  }
  return Buffer.concat(parts);
}

/** An image with colours of its own, where it has those of its file. */
function withColours(image: Buffer, shared: Buffer): Buffer[] {
  if ((image[9]! & HAS_COLOURS) !== 0) return [image];
  const descriptor = Buffer.from(image.subarray(0, IMAGE_DESCRIPTOR));
  const exponent = Math.log2(shared.length / 3) - 1;
  descriptor[9] = (descriptor[9]! & ~SIZE_OF_COLOURS) | HAS_COLOURS | exponent;
  return [descriptor, shared, image.subarray(IMAGE_DESCRIPTOR)];
}

interface Block {
  readonly start: number;
  readonly end: number;
}

/** Images and extensions. */
function listBlocks(file: Buffer): Block[] {
  const blocks: Block[] = [];
  for (let at = SCREEN + coloursOf(file[10]!); file[at] === EXTENSION || file[at] === IMAGE; ) {
    const data = file[at] === EXTENSION ? at + 2 : at + IMAGE_DESCRIPTOR + coloursOf(file[at + 9]!) + 1;
    const end = skipData(file, data);
    blocks.push({ start: at, end });
    at = end;
  }
  return blocks;
}

/** Bytes of a table of colours. @param flags of its screen or image */
function coloursOf(flags: number): number {
  return (flags & HAS_COLOURS) === 0 ? 0 : 3 * 2 ** ((flags & SIZE_OF_COLOURS) + 1);
}

function skipData(file: Buffer, start: number): number {
  let at = start;
  while (file[at]) at += 1 + file[at]!;
  return at + 1;
}
