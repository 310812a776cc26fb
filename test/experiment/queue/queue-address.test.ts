import { parseQueueAddress } from '../../../src/experiment/queue/queue-address';

const parse = (text: string, environment: Record<string, string> = {}) =>
  parseQueueAddress(text, environment);

describe('the URL of a queue', () => {
  it.each([
    ['redis://lab-1', 'redis://lab-1'],
    ['redis://:s3cret@lab-1:6380/2', 'redis://lab-1:6380/2'],
    ['rediss://ann:s3cret@lab-1', 'rediss://lab-1'],
  ])('is shown without user and password: %s', (text, shown) => {
    expect(parse(text).shown).toBe(shown);
    expect(parse(text).url).toContain(text.includes('s3cret') ? 's3cret' : 'lab-1');
  });

  it('takes a password that it lacks from the environment', () => {
    const environment = { F1_BRAIN_QUEUE_PASSWORD: 'p@ss/word' };
    expect(new URL(parse('redis://lab-1', environment).url).password).toBe('p%40ss%2Fword');
    expect(new URL(parse('redis://:own@lab-1', environment).url).password).toBe('own');
  });

  it.each([
    ['lab-1:6379', /redis:\/\/HOST:6379/],
    ['http://lab-1', /'http:\/\/lab-1' is not the URL of a Redis server/],
    ['redis://lab-1/jobs', /'\/jobs' is not the number of a Redis database/],
    ['redis://:s3cret@lab 1', /is not a URL/],
    ['', /is not a URL/],
  ])('is rejected in one line without its password: %s', (text, message) => {
    expect(() => parse(text)).toThrow(message);
    try {
      parse(text);
    } catch (error) {
      expect(String(error)).not.toMatch(/s3cret|\n/);
    }
  });
});
