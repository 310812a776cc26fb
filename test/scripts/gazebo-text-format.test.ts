import { bytesOfText } from '../../scripts/gazebo/text-format';

const SIZE = 640 * 480 * 3;

/** As protobuf's text format writes bytes. */
function textOf(bytes: Uint8Array): string {
  return [...bytes]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      if (character === '\n') return '\\n';
      if (['"', "'", '\\'].includes(character)) return `\\${character}`;
      return byte >= 32 && byte < 127 ? character : `\\${byte.toString(8).padStart(3, '0')}`;
    })
    .join('');
}

describe("an image in protobuf's text format", () => {
  const image = Uint8Array.from({ length: SIZE }, (_, i) => (7 * i) % 256);

  it('is read with every byte, up to the closing quotation mark', () => {
    const read = bytesOfText(`${textOf(image)}"\n  step: 1920\n`);
    expect(read.equals(image)).toBe(true);
  });

  it('is rejected when it has another size than the camera', () => {
    expect(() => bytesOfText('abc"')).toThrow('an image of 3 bytes, not 921600');
  });
});
