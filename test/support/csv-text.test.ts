import { stringify } from 'csv-stringify/sync';
import { csvRows } from '../../src/support/csv-rows';
import { csvText } from '../../src/support/csv-text';

test.each([
  ['=cmd|calc!A0', "'=cmd|calc!A0"],
  ['+1+2', "'+1+2"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  [' =1+1', "' =1+1"],
  ['\t=1+1', '\\t=1+1'],
  ['\uff1d1+1', "'\uff1d1+1"],
  ['-', "'-"],
  ['-0.5', '-0.5'],
  ['+3', '+3'],
  ['pilotnet', 'pilotnet'],
  ['a=b', 'a=b'],
  ['red\x1b[31m\x00', 'red\\u001b[31m\\u0000'],
])('the text %j is the cell %j', (text, cell) => {
  expect(csvText(text)).toBe(cell);
  expect(csvRows(stringify([['name'], [csvText(text)]]), 'x.csv', 'name')[1]?.record).toEqual([cell]);
});
