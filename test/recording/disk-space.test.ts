import { tmpdir } from 'node:os';
import { littleSpace } from '../../src/recording/disk-space';

const free = { mb: 0 };
jest.mock('node:fs', () => ({
  ...jest.requireActual('node:fs'),
  statfsSync: () => ({ bavail: free.mb * 1000, bsize: 1000 }),
}));

describe('the disk that a recording goes to', () => {
  it.each<[number, 'none' | 'jpeg' | 'raw', RegExp | null]>([
    [20, 'none', /20 MB are free there, enough for about 5\.6 minutes of recording$/],
    [50, 'none', null],
    [50, 'jpeg', /0\.8 minutes of recording with jpeg images$/],
    [10_000, 'raw', /8\.8 minutes of recording with raw images$/],
    [20_000, 'raw', null],
  ])('with %d MB free and %s images', (mb, images, said) => {
    free.mb = mb;
    const line = littleSpace(tmpdir(), images);
    if (said === null) expect(line).toBeNull();
    else expect(line).toMatch(said);
  });
});
