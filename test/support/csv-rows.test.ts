import { ConfigurationError } from '../../src/errors';
import { csvRows, parseDecimal } from '../../src/support/csv-rows';

const read = (text: string) => csvRows(text, 'labels.csv', 'name,v').map(({ record }) => record.join('|'));
const TWENTY = Array.from({ length: 20 }, (_, i) => `${i}.png,${i}`);

/** Each text as pandas.read_csv reads it (skipinitialspace, dtype str), row by row. */
describe('rows of a CSV file', () => {
  test.each([
    ['line feeds', ['\n']],
    ['carriage returns and line feeds', ['\r\n']],
    ['carriage returns alone', ['\r']],
    ['a carriage return, then line feeds', ['\r', '\n', '\n']],
    ['line feeds and both mixed', ['\n', '\r\n']],
    ['all three mixed', ['\r\n', '\r', '\n']],
  ])('are all read with %s', (_, ends) => {
    const text = ['name,v', ...TWENTY].map((line, i) => line + ends[i % ends.length]).join('');
    expect(read(text)).toEqual(['name|v', ...TWENTY.map((line) => line.replace(',', '|'))]);
  });

  test.each<[string, string, readonly string[]]>([
    ['a byte order mark', '\ufeffname,v\n0,1\n', ['name|v', '0|1']],
    ['no final line end', 'name,v\r\n0,1', ['name|v', '0|1']],
    ['spaces around values', 'name , v\n 0 ,1 \n', ['name|v', '0|1']],
    ['empty lines', '\n\r\nname,v\r\r0,1\n\n', ['name|v', '0|1']],
    ['quotes', '"name","v"\r"0,5.png","a ""b"""\r', ['name|v', '0,5.png|a "b"']],
    ['a line end in quotes', 'name,v\r\n"0\r\n1",2\r\n3,4\r\n', ['name|v', '0\n1|2', '3|4']],
    ['empty cells after the last column', 'name,v\n0,1,\n2,3,,\n', ['name|v', '0|1|', '2|3||']],
  ])('are read with %s', (_, text, rows) => {
    expect(read(text)).toEqual(rows);
  });

  test('know their lines, whatever ends them', () => {
    const rows = csvRows('name,v\r0,1\r\n\n2,3\r"4\r\n5",6', 'labels.csv', 'name,v');
    expect(rows.map(({ info }) => info.lines)).toEqual([1, 2, 4, 6]);
  });

  test.each([
    ['semicolons', 'name;v\n0;9,5\n', 'labels.csv: has semicolons between its columns; write commas'],
    ['tabs', 'name\tv\n0\t9\n', 'labels.csv: has tabs between its columns; write commas'],
    ['decimal commas', 'name,v\n0,9\r1,9,5\n', "labels.csv, line 3: has 3 values under 2 columns ('1,9,5')"],
    ['zero bytes in a row', 'name,v\r\n0,\x009\r\n', 'labels.csv: line 2 contains zero bytes'],
    ['UTF-16', 'n\0a\0m\0e\0', 'labels.csv: line 1 contains zero bytes; save the file as UTF-8'],
    ['an open quote', 'name,v\r"0,1\n2,3\n', 'labels.csv, line 3: is not comma-separated text'],
  ])('with %s are rejected', (_, text, message) => {
    expect(() => read(text)).toThrow(ConfigurationError);
    expect(() => read(text)).toThrow(message);
  });
});

test.each([
  ['9', 9],
  ['-0.5', -0.5],
  ['+.5', 0.5],
  ['7.', 7],
  ['1e-3', 0.001],
  ['', Number.NaN],
  ['0x10', Number.NaN],
  ['0b1', Number.NaN],
  ['9,5', Number.NaN],
  ['1_000', Number.NaN],
  ['Infinity', Number.NaN],
])('a cell %s is the number %d', (text, value) => {
  expect(parseDecimal(text)).toBe(value);
});
