import { ignoresHangup, type ProcessFiles, passHangupOn } from '../../src/support/hangup';

/** proc(5) of a process whose parent ignores the signals of the mask. */
const files = (mask: string, more: Readonly<Record<string, string>> = {}): ProcessFiles => ({
  read: (file) => (/^\/proc\/\d+\/status$/.test(file) ? `Name:\tsh\nSigIgn:\t${mask}\n` : (more[file] ?? '')),
  target: (link) => more[link] ?? '',
});
const NONE = '0000000000001000';

test.each<[string, NodeJS.ProcessEnv, ProcessFiles]>([
  ['the shell noted nohup', { _: '/usr/bin/nohup' }, files(NONE)],
  ['the parent ignores it', { _: '/usr/bin/node' }, files('0000000000001001')],
  ['output goes to nohup.out', {}, files(NONE, { '/proc/self/fd/1': '/home/me/nohup.out' })],
  [
    'input cannot be read',
    {},
    files(NONE, { '/proc/self/fdinfo/0': 'pos:\t0\nflags:\t02100001\n', '/proc/self/fd/0': '/dev/null' }),
  ],
])('SIGHUP was ignored at the start where %s', (_, env, given) => {
  expect(ignoresHangup(env, given)).toBe(true);
});

test.each<[string, NodeJS.ProcessEnv, ProcessFiles]>([
  ['a usual shell', { _: '/usr/bin/node' }, files(NONE)],
  ['a parent that ignores SIGINT and SIGQUIT', {}, files('0000000000000006')],
  [
    'input from /dev/null',
    {},
    files(NONE, { '/proc/self/fdinfo/0': 'pos:\t0\nflags:\t02100000\n', '/proc/self/fd/0': '/dev/null' }),
  ],
  ['a system without proc(5)', {}, { read: () => '', target: () => '' }],
])('SIGHUP was not ignored under %s', (_, env, given) => {
  expect(ignoresHangup(env, given)).toBe(false);
});

test('what a process starts ignores SIGHUP with it', () => {
  const env: NodeJS.ProcessEnv = {};
  passHangupOn(env);
  expect(ignoresHangup(env, files(NONE))).toBe(true);
});
