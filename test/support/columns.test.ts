import { formatColumns } from '../../src/support/terminal/columns';

const rows = [
  ['', 'frames', 'lost'],
  ['simple_circuit', '1200', ''],
  ['ring', '7', '2'],
];

describe('Columns of text', () => {
  it('put the first to the left and the others to the right, without trailing spaces', () => {
    expect(formatColumns(rows)).toBe(
      ['                  frames  lost', '  simple_circuit    1200', '  ring                 7     2'].join(
        '\n',
      ),
    );
  });

  it('are aligned as asked, with another gap', () => {
    expect(
      formatColumns(
        [
          ['a', 'bc'],
          ['def', 'g'],
        ],
        { isRight: () => false, gap: ' | ' },
      ),
    ).toBe('  a   | bc\n  def | g');
  });

  it('may be missing at the end of a row', () => {
    expect(formatColumns([['a'], ['b', 'c']])).toBe('  a\n  b  c');
  });
});
