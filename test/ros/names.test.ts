import { ConfigurationError } from '../../src/errors';
import { NameResolver, parseRosArguments } from '../../src/ros/names';

describe('ROS arguments', () => {
  const parsed = parseRosArguments([
    'run',
    'pilotnet',
    '--out',
    'x',
    '__name:=car',
    '__log:=/tmp/a.log',
    '_brain:=line',
    '/a:=/b',
    'camera:=/front',
  ]);

  it('are told from the rest of the command line', () => {
    expect(parsed.rest).toEqual(['run', 'pilotnet', '--out', 'x']);
    expect([...parsed.special]).toEqual([
      ['name', 'car'],
      ['log', '/tmp/a.log'],
    ]);
    expect([...parsed.privateParams]).toEqual([['brain', 'line']]);
    expect([...parsed.remappings]).toEqual([
      ['/a', '/b'],
      ['camera', '/front'],
    ]);
  });

  it.each([
    ['a', '/a'],
    ['/a', '/a'],
    ['~a', '/f1_brain/a'],
    ['/a/', '/a'],
    ['a//b', '/a/b'],
  ])('resolves %s to %s', (name, full) => {
    expect(new NameResolver('f1_brain', undefined, parseRosArguments([])).resolve(name)).toBe(full);
  });

  it('follows __name, __ns and remappings', () => {
    const names = new NameResolver(
      'f1_brain',
      undefined,
      parseRosArguments(['__name:=car', '__ns:=team', 'camera:=/front/raw', '~brain:=mode']),
    );
    expect(names.nodeName).toBe('/team/car');
    expect(names.resolve('camera')).toBe('/front/raw');
    expect(names.resolve('/team/camera')).toBe('/front/raw');
    expect(names.resolve('~brain')).toBe('/team/mode');
    expect(names.resolve('other')).toBe('/team/other');
  });

  it('says what was remapped and what was not', () => {
    const names = new NameResolver('n', undefined, parseRosArguments(['camera:=/front']));
    expect(names.remapped('camera')).toBe('/front');
    expect(names.remapped('odom')).toBeNull();
  });

  it.each(['camera:=', '1st:=/front', 'camera:=/fr ont'])(
    'names the remapping that cannot be: %s',
    (argument) => {
      expect(() => new NameResolver('n', undefined, parseRosArguments([argument]))).toThrow(
        expect.objectContaining({
          name: 'ConfigurationError',
          message: expect.stringContaining(`${argument}: `),
        }),
      );
    },
  );

  it.each(['', '1st', 'a b', 'ä', '-x'])('refuses the name "%s"', (name) => {
    const names = new NameResolver('n', undefined, parseRosArguments([]));
    expect(() => names.resolve(name)).toThrow(ConfigurationError);
  });
});
