import { resolveName } from '../../../src/ros/master/master-names';

describe('a name for a node', () => {
  it.each([
    ['/x', '/ns/node', '/x'],
    ['x', '/ns/node', '/ns/x'],
    ['x', '/node', '/x'],
    ['~x', '/ns/node', '/ns/node/x'],
    ['/x//y/', '/node', '/x/y'],
    ['', '/ns/node', '/ns/'],
    ['x', 'node', '/x'],
    ['//', '/node', '/'],
  ])('"%s" of %s is %s', (name, caller, full) => {
    expect(resolveName(name, caller)).toBe(full);
  });
});
