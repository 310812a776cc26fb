import os, { hostname } from 'node:os';
import { ConfigurationError } from '../../../src/errors';
import { checkedMasterUri, chooseHost } from '../../../src/ros/tcpros/host';

describe('the address of a node', () => {
  it.each([['http://localhost:11311'], ['http://127.0.0.1:11311'], [`http://${hostname()}:11311`]])(
    'is loopback when the master is %s',
    (masterUri) => {
      expect(chooseHost(undefined, masterUri)).toEqual({ advertised: '127.0.0.1', listen: '127.0.0.1' });
    },
  );

  it('is loopback when the master is on this machine, whose name has capitals', () => {
    const named = jest.spyOn(os, 'hostname').mockReturnValue('Pit-Lane-3');
    expect(chooseHost(undefined, 'http://Pit-Lane-3:11311').listen).toBe('127.0.0.1');
    named.mockRestore();
  });

  it('is what the user chose, open to others', () => {
    expect(chooseHost('10.0.0.7', 'http://localhost:11311')).toEqual({
      advertised: '10.0.0.7',
      listen: '0.0.0.0',
    });
  });

  it('is reachable when the master is on another machine', () => {
    expect(chooseHost(undefined, 'http://simulator:11311')).toEqual({
      advertised: hostname(),
      listen: '0.0.0.0',
    });
  });

  it('keeps a chosen loopback address closed', () => {
    expect(chooseHost('localhost', 'http://simulator:11311').listen).toBe('127.0.0.1');
  });
});

describe('the address of a master', () => {
  it.each(['', 'localhost', 'localhost:11311', 'https://a:1', 'http://localhost'])(
    'cannot be "%s"',
    (uri) => {
      expect(() => checkedMasterUri(uri)).toThrow(ConfigurationError);
    },
  );

  it('loses its trailing slash', () => {
    expect(checkedMasterUri('http://localhost:11311/')).toBe('http://localhost:11311');
  });
});
