import { tmpdir } from 'node:os';
import { keepReserve, littleSpace } from '../../../src/session/recording/disk-space';

const free = { mb: 0, blocks: 1e6 };
jest.mock('node:fs', () => ({
  ...jest.requireActual('node:fs'),
  statfsSync: () => ({ bavail: free.mb * 1000, bsize: 1000, blocks: free.blocks }),
}));

describe('the disk that a recording goes to', () => {
  it.each<[number, 'none' | 'jpeg' | 'raw', RegExp | null]>([
    // 12 MB of them are for the recording, at 0.1 MB a second.
    [20, 'none', /20 MB are free there, enough for about 2\.0 minutes of driving recorded$/],
    [70, 'none', null],
    [50, 'jpeg', /0\.7 minutes of driving recorded with jpeg images$/],
    [3, 'jpeg', /0\.0 minutes/],
    [10_000, 'raw', /8\.8 minutes of driving recorded with raw images$/],
    [20_000, 'raw', null],
  ])('with %d MB free and %s images', (mb, images, said) => {
    free.mb = mb;
    const line = littleSpace(tmpdir(), images);
    if (said === null) expect(line).toBeNull();
    else expect(line).toMatch(said);
  });

  it('keeps a few megabytes for what else the run writes', () => {
    const file = `${tmpdir()}/a.bag`;
    free.mb = 9;
    keepReserve(file);
    free.mb = 4;
    expect(() => keepReserve(file)).toThrow(
      `${file}: recording ended (only 4 MB are free, which are kept for the statistics); ` +
        'the bag is readable; free disk space and record again',
    );
  });

  it('is not asked for what its file system does not tell', () => {
    free.mb = 0;
    free.blocks = 0;
    expect(littleSpace(tmpdir(), 'raw')).toBeNull();
    keepReserve(`${tmpdir()}/a.bag`);
  });
});
