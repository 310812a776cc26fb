import { toSlug, uniqueSlugs } from '../../../src/measure/report/slug';

test.each([
  ['20261122-231509-simple_circuit-pilotnet', '20261122-231509-simple_circuit-pilotnet'],
  ['simple_circuit, reverse', 'simple_circuit-reverse'],
  ['../../etc/passwd', 'etc-passwd'],
  ['..', 'run'],
  ['Nürburgring <b>"x"</b>', 'Nu-rburgring-b-x-b'],
  ['', 'run'],
])('%s becomes the file name %s', (label, slug) => {
  expect(toSlug(label)).toBe(slug);
});

test('file names of runs are unique regardless of case', () => {
  expect(uniqueSlugs(['a', 'A', 'a', 'b'])).toEqual(['a', 'A-2', 'a-3', 'b']);
});
