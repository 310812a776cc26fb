import { execFileSync } from 'node:child_process';
import { shellLine } from '../../src/support/shell-words';

describe('words for a shell', () => {
  it('stay bare where they may', () => {
    expect(shellLine(['optimize', './a-b_c.onnx', '--ratio', '0.5', 'x=y,z@+:1'])).toBe(
      'optimize ./a-b_c.onnx --ratio 0.5 x=y,z@+:1',
    );
  });

  it('are read by a shell as they were', () => {
    const words = ["the team's set", '$HOME', '', '*', '"', 'a\nb', '\\', '~'];
    const read = execFileSync('sh', [
      '-c',
      `for word in ${shellLine(words)}; do printf '%s\\0' "$word"; done`,
    ]);
    expect(read.toString().split('\0').slice(0, -1)).toEqual(words);
  });
});
