import { ParamTree } from '../../../src/ros/master/param-tree';

describe('parameters', () => {
  it('are a tree: structs set several, namespaces read several', () => {
    const tree = new ParamTree();
    tree.set('/car', { speed: 6.5, name: 'f1' });
    tree.set('/car/limits/w', 7.1);
    expect(tree.get('/car/speed')).toBe(6.5);
    expect(tree.get('/car/limits')).toEqual({ w: 7.1 });
    expect(tree.names().sort()).toEqual(['/car/limits/w', '/car/name', '/car/speed']);
  });

  it('are replaced as a whole, and a value gives way to a namespace', () => {
    const tree = new ParamTree();
    tree.set('/a', { x: 1, y: 2 });
    tree.set('/a', { z: 3 });
    expect(tree.get('/a/x')).toBeUndefined();
    tree.set('/a/z/deep', 4);
    expect(tree.get('/a')).toEqual({ z: { deep: 4 } });
  });

  it('are deleted once', () => {
    const tree = new ParamTree();
    tree.set('/a/b', 1);
    expect(tree.delete('/a/b')).toBe(true);
    expect(tree.delete('/a/b')).toBe(false);
    expect(tree.delete('/x/y/z')).toBe(false);
  });

  it('tell arrays and false from namespaces and nothing', () => {
    const tree = new ParamTree();
    tree.set('/list', [1, 2]);
    tree.set('/off', false);
    expect(tree.get('/list/0')).toBeUndefined();
    expect(tree.get('/off')).toBe(false);
  });

  it('are searched upwards by their first part', () => {
    const tree = new ParamTree();
    tree.set('/robot/arm', 1);
    tree.set('/pr2/robot/base', 2);
    expect(tree.search('robot', '/pr2/foo')).toBe('/pr2/robot');
    expect(tree.search('robot/arm', '/pr2/foo')).toBe('/pr2/robot/arm');
    expect(tree.search('robot/arm', '/other')).toBe('/robot/arm');
    expect(tree.search('nothing', '/other')).toBeNull();
  });

  it('tell subscribers above and below of a change', () => {
    const tree = new ParamTree();
    tree.set('/a', { b: { c: 1 } });
    expect(tree.changes('/a/b', ['/', '/a', '/a/b/c', '/a/bc', '/a/b/gone'])).toEqual([
      { subscription: '/', key: '/a/b/', value: { c: 1 } },
      { subscription: '/a', key: '/a/b/', value: { c: 1 } },
      { subscription: '/a/b/c', key: '/a/b/c/', value: 1 },
      { subscription: '/a/b/gone', key: '/a/b/gone/', value: {} },
    ]);
  });

  it.each(['__proto__', 'constructor', 'toString'])('may be called %s', (name) => {
    const tree = new ParamTree();
    tree.set(`/${name}/x`, 1);
    tree.set('/car', {});
    tree.set(`/car/${name}`, 2);
    expect(tree.names()).toEqual([`/${name}/x`, `/car/${name}`]);
    expect([tree.get(`/car/${name}/x`), ({} as Record<string, unknown>).x]).toEqual([undefined, undefined]);
    expect(tree.delete(`/car/${name}`)).toBe(true);
    expect(tree.get(`/car/${name}`)).toBeUndefined();
  });

  it('are not nested so deep that no client reads them', () => {
    const tree = new ParamTree();
    expect(() => tree.set('/a'.repeat(101), 1)).toThrow('at most 100 deep');
    expect(() => tree.set('/a', { b: [undefined] })).toThrow('cannot be nil');
    expect(tree.names()).toEqual([]);
  });
});
