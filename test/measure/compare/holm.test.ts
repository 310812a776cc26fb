import { holm } from '../../../src/measure/compare/holm';

test('the smallest p is multiplied by the number of tests, the next by one less, none falls below the one before', () => {
  // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
  const found = holm([0.01, 0.04, 0.03, 0.005]);
  [0.03, 0.06, 0.06, 0.02].forEach((p, i) => {
    expect(found[i]).toBeCloseTo(p, 12);
  });
});

test('a corrected p is never above 1, and one test needs no correction', () => {
  expect(holm([0.7, 0.9])).toEqual([1, 1]);
  expect(holm([0.04])).toEqual([0.04]);
  expect(holm([])).toEqual([]);
});
