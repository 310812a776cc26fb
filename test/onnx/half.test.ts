import { decodeHalf, encodeHalf } from '../../src/onnx/half';

describe('float16 conversion', () => {
  it('restores every float16 from its float', () => {
    for (let bits = 0; bits < 65536; bits++) {
      const value = decodeHalf(bits);
      if (Number.isNaN(value)) expect(encodeHalf(value) & 0x7c00).toBe(0x7c00);
      else if (encodeHalf(value) !== bits) throw new Error(`${bits} became ${encodeHalf(value)}`);
    }
  });

  it.each([
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [0.1, 0x2e66],
    [2 ** -24, 0x0001],
    [2 ** -14, 0x0400],
    [65519, 0x7bff],
    [65520, 0x7c00],
    [-1e9, 0xfc00],
    [2 ** -26, 0x0000],
    [-0, 0x8000],
  ])('encodes %d as %d', (value, bits) => {
    expect(encodeHalf(value)).toBe(bits);
  });

  it('rounds ties to even', () => {
    for (const bits of [0x0000, 0x0001, 0x03ff, 0x0400, 0x3c00, 0x3c01, 0x7bfe]) {
      const middle = (decodeHalf(bits) + decodeHalf(bits + 1)) / 2;
      expect(encodeHalf(middle)).toBe(bits % 2 === 0 ? bits : bits + 1);
    }
  });
});
