import { Newest } from '../../src/support/newest';

describe('The values that were used last', () => {
  it('are made once, and again once others were used since', () => {
    const made: string[] = [];
    const newest = new Newest<object>(2);
    const get = (key: string) => newest.get(key, () => ({ key: made.push(key) }));
    const first = get('a');
    get('b');
    expect(get('a')).toBe(first);
    get('c');
    expect(get('a')).toBe(first);
    expect(made).toEqual(['a', 'b', 'c']);
    get('b');
    expect(made).toEqual(['a', 'b', 'c', 'b']);
  });

  it('are not kept where they cannot be made', () => {
    const newest = new Newest<number>(2);
    const fail = () => {
      throw new Error('no');
    };
    expect(() => newest.get('a', fail)).toThrow('no');
    expect(newest.get('a', () => 5)).toBe(5);
  });
});
