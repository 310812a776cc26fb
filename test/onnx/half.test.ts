import { floatToHalf, halfToFloat } from '../../src/onnx/half';

describe('half precision', () => {
  it('every half comes back from its float', () => {
    for (let bits = 0; bits < 65536; bits++) {
      const value = halfToFloat(bits);
      if (Number.isNaN(value)) expect(floatToHalf(value) & 0x7c00).toBe(0x7c00);
      else if (floatToHalf(value) !== bits) throw new Error(`${bits} became ${floatToHalf(value)}`);
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
  ])('%d is %d', (value, bits) => {
    expect(floatToHalf(value)).toBe(bits);
  });

  it('the middle between two halves goes to the even one', () => {
    for (const bits of [0x0000, 0x0001, 0x03ff, 0x0400, 0x3c00, 0x3c01, 0x7bfe]) {
      const middle = (halfToFloat(bits) + halfToFloat(bits + 1)) / 2;
      expect(floatToHalf(middle)).toBe(bits % 2 === 0 ? bits : bits + 1);
    }
  });
});
