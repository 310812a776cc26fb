import { ConfigurationError } from '../../../src/errors';
import { listFilmTimes_s } from '../../../src/replay/film/film-times';

const times = (duration_s: number, span: Partial<Parameters<typeof listFilmTimes_s>[2]>) =>
  listFilmTimes_s('a.bag', duration_s, { speed: 1, fps: 10, ...span });

describe('The times of the images of a film', () => {
  it('go from the first to the last of the recording', () => {
    expect(times(0.3, {})).toEqual([0, 0.1, 0.2, expect.closeTo(0.3)]);
  });

  it('go from where the film begins to where it ends, or the recording', () => {
    expect(times(9, { from_s: 2, to_s: 2.25 })).toEqual([2, 2.1, 2.2]);
    expect(times(2.2, { from_s: 2, to_s: 5 })).toEqual([2, 2.1, expect.closeTo(2.2)]);
  });

  it('are farther apart in a faster film, and closer in one with more images a second', () => {
    expect(times(10, { speed: 40 })).toEqual([0, 4, 8]);
    expect(times(0.1, { fps: 20 })).toEqual([0, 0.05, 0.1]);
  });

  it.each([
    [{ from_s: 3 }, /a\.bag: a film cannot begin at --film-from 3: the recording lasts 3\.00 s/],
    [{ from_s: -1 }, /cannot begin at --film-from -1/],
    [{ from_s: 2, to_s: 2 }, /--film-to 2 is not after --film-from 2/],
    [{ speed: 100 }, /would be a single image: .* 10\.00 s apart/],
  ] as const)('cannot be those of %j', (span, message) => {
    expect(() => times(3, span)).toThrow(ConfigurationError);
    expect(() => times(3, span)).toThrow(message);
  });

  it('are not those of a single moment, nor of a recording with a gap of years', () => {
    expect(() => times(0, {})).toThrow(/a\.bag: the recording is a single moment/);
    expect(() => times(1.6e9, {})).toThrow(/would have 16000000001 images, and one has 1000000 at most/);
    expect(times(1.6e9, { from_s: 1, to_s: 1.1 })).toHaveLength(2);
  });
});
