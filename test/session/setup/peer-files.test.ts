import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readBrain } from '../../../src/config/brain-file';
import { ConfigurationError } from '../../../src/errors';
import { parseRosArguments } from '../../../src/ros/names';
import {
  checkForeignParameters,
  originOf,
  withoutForeignRights,
} from '../../../src/session/setup/foreign-parameters';
import { readNodeParameters } from '../../../src/session/setup/node-parameters';
import { openAnother } from '../../../src/session/setup/opened-brain';
import { PeerFiles } from '../../../src/session/setup/peer-files';
import { PACKAGE_ROOT } from '../../../src/support/paths';

const MODULE = 'Behaviors: {Robot: {BrainPath: ./code.js, Type: f1}}\n';
const FOLLOWER = 'Behaviors: {Robot: {BrainPath: line_follower, Type: f1}}\n';
const SEVERAL = 'Behaviors: {Robot: {BrainPath: [line_follower, line_follower], Type: f1}}\n';
const SECRET = 'root:$6$secret:19000:0:99999:7:::\n';

/** A folder that is allowed, and one beside it that is not. */
function folders() {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'peer-files-')));
  const [allowed, other] = [path.join(root, 'allowed'), path.join(root, 'allowed-not')];
  mkdirSync(allowed);
  mkdirSync(other);
  const write = (folder: string, name: string, text: string) => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const code =
    'module.exports = () => { globalThis.ran = true; return { decide: () => ({ v_mps: 0, w_radps: 0 }) }; };';
  for (const folder of [allowed, other]) write(folder, 'code.js', code);
  const secret = write(other, 'shadow', SECRET);
  symlinkSync(secret, path.join(allowed, 'link.yml'));
  symlinkSync(other, path.join(allowed, 'folder'));
  symlinkSync(secret, path.join(allowed, 'net.card.yml'));
  write(allowed, 'net.onnx', 'not really');
  return {
    allowed,
    other,
    secret,
    follower: write(allowed, 'mine.yml', FOLLOWER),
    several: write(allowed, 'several.yml', SEVERAL),
    module: write(allowed, 'module.yml', MODULE),
    foreign: write(other, 'mine.yml', FOLLOWER),
    foreignModule: write(other, 'module.yml', MODULE),
  };
}

const driving = readBrain('line_follower');
const load = (request: { brain?: string; model?: string }, files: PeerFiles) =>
  openAnother(driving, request, { seed: 1 }, files);

describe('what others may have loaded', () => {
  const at = folders();
  const files = new PeerFiles({ brainPath: at.allowed });

  it.each([
    ['a name', 'line_follower'],
    ['a file in a folder of --brain-path', at.follower],
    ['the same by a way around', path.join(at.allowed, '..', 'allowed', 'mine.yml')],
    ['one of several in such a file', `${at.several}#2`],
    ['a file in brains/', path.join(PACKAGE_ROOT, 'brains', 'line_follower.yml')],
  ])('is %s', async (_what, brain) => {
    const { configuration, brain: opened } = await load({ brain }, files);
    expect(configuration.kind.type).toBe('line_follower');
    await opened.close();
  });

  it.each([
    ['a file elsewhere', at.foreign],
    ['a file that is no YAML', at.secret],
    ['a file that does not exist', path.join(at.other, 'nothing.yml')],
    ['a way out', path.join(at.allowed, '..', 'allowed-not', 'mine.yml')],
    ['a link to a file', path.join(at.allowed, 'link.yml')],
    ['a link to a folder', path.join(at.allowed, 'folder', 'mine.yml')],
    ['/etc/shadow', '/etc/shadow'],
    ['an entry of a file elsewhere', `${at.foreign}#1`],
    ['an entry of a file in the working directory', 'mine.yml#1'],
    ['a name with a way out', '../README.yml'],
  ])('is not %s, in the same words whatever it holds', async (_what, brain) => {
    const loading = load({ brain }, files);
    await expect(loading).rejects.toBeInstanceOf(ConfigurationError);
    await expect(loading).rejects.toThrow(
      /^brain is '.*', which is no file in brains\/, models\/ or a folder of/,
    );
    await expect(loading).rejects.not.toThrow('secret');
  });

  it('is no module, unless that was allowed', async () => {
    await expect(load({ brain: at.module }, files)).rejects.toThrow('module is a module, which is code');
    expect(globalThis).not.toHaveProperty('ran');
    const open = new PeerFiles({ brainPath: at.allowed, brainModules: true });
    expect(open.brain(at.module, 'brain')).toBe(at.module);
    expect(() => open.checkKind(readBrain(at.module))).not.toThrow();
    expect(() => open.brain(at.foreignModule, 'brain')).toThrow('no file in brains/');
  });

  it('is what the node was started with', () => {
    const own = new PeerFiles({ own: [at.foreignModule] });
    expect(own.brain(at.foreignModule, 'brain')).toBe(at.foreignModule);
    expect(() => own.checkKind(readBrain(at.foreignModule))).not.toThrow();
    expect(() => own.brain(at.foreign, 'brain')).toThrow('no file in brains/');
  });

  it('is a model with its card in those folders', () => {
    expect(files.model('pilotnet', 'model')).toBe('pilotnet');
    expect(() => files.model('/etc/shadow', 'model')).toThrow("model is '/etc/shadow', which is no file in");
    expect(() => files.model(path.join(at.allowed, 'net.onnx'), 'model')).toThrow('a link that leads out');
  });

  it('needs folders that exist', () => {
    expect(() => new PeerFiles({ brainPath: path.join(at.other, 'nothing') })).toThrow(
      'which does not exist',
    );
  });
});

describe('parameters that were on the server before the node', () => {
  const at = folders();
  const by = (...argv: string[]) => originOf(parseRosArguments(argv));
  const check = (parameters: object, origin = by(), mine = {}) =>
    checkForeignParameters(parameters, mine, origin, new PeerFiles({ brainPath: at.allowed }));

  it.each([
    [{ brain: '/etc/shadow' }, 'parameter ~brain is'],
    [{ brain: at.foreignModule }, 'parameter ~brain is'],
    [{ brain: at.module }, 'module is a module, which is code'],
    [{ model: '/etc/shadow' }, 'parameter ~model is'],
    [{ circuit: '/etc/shadow' }, 'parameter ~circuit is'],
    [{ start: '/etc/shadow' }, 'parameter ~start is'],
    [{ out: '/etc' }, 'parameter ~out is'],
    [{ out: '../elsewhere/out' }, 'parameter ~out is'],
  ])('may not say %j', (parameters, message) => {
    expect(() => check(parameters)).toThrow(ConfigurationError);
    expect(() => check(parameters)).toThrow(message);
    expect(() => check(parameters)).toThrow('anybody can set a parameter');
    // The command line said so, or roslaunch, which sets its parameters right before it starts the node.
    const [name, value] = Object.entries(parameters)[0]!;
    expect(() => check(parameters, by(`_${name}:=${value}`))).not.toThrow();
    expect(() => check(parameters, by('__name:=f1_brain', '__log:=/tmp/f1_brain.log'))).not.toThrow();
    expect(() => check(parameters, by('__name:=f1_brain'))).toThrow(message);
    expect(() => check(parameters, by(), { [name]: 'mine' })).not.toThrow();
  });

  it('may say what is here', () => {
    const parameters = {
      brain: 'pilotnet',
      model: 'slim_pilotnet',
      circuit: 'simple_circuit',
      start: 'reset',
    };
    expect(() => check({ ...parameters, out: 'out/here' })).not.toThrow();
    expect(() => check({ brain: at.follower })).not.toThrow();
  });

  it('do not allow more than the command line does', () => {
    const parameters = { brain_path: '/', brain_modules: true, guard: false, live: true, laps: 2 };
    const lines: string[] = [];
    const warn = (line: string) => lines.push(line);
    expect(withoutForeignRights(parameters, by(), warn)).toEqual({ laps: 2 });
    expect(lines).toEqual([
      expect.stringMatching(/^parameter ~brain_path is not the command line's; it is left alone/),
      expect.stringMatching(/^parameter ~brain_modules is not/),
      expect.stringMatching(/^parameter ~guard is not/),
      expect.stringMatching(/^parameter ~live is not/),
    ]);
    expect(
      withoutForeignRights(
        parameters,
        by('_brain_path:=/', '_brain_modules:=true', '_guard:=false', '_live:=true'),
        warn,
      ),
    ).toEqual(parameters);
    expect(withoutForeignRights(parameters, by('__log:=/tmp/x.log'), warn)).toEqual(parameters);
  });

  it('end no node by a wrong type where they are left alone', () => {
    const lines: string[] = [];
    const warn = (line: string) => lines.push(line);
    const leftover = { live: 'maybe', live_port: { a: 1 }, live_token: 7, guard: 3, brain_path: true };
    const kept = withoutForeignRights({ ...leftover, laps: 2 }, by(), warn);
    expect(readNodeParameters(kept, '/f1_brain', warn)).toEqual({ laps: 2 });
    expect(lines).toHaveLength(5);
    expect(lines).toContain(
      "parameter ~live_port is not the command line's; it is left alone (_live_port:=... allows it)",
    );
    const own = withoutForeignRights(leftover, by('_live:=maybe'), warn);
    expect(() => readNodeParameters(own, '/f1_brain', warn)).toThrow(
      /parameters of \/f1_brain: live must be true or false/,
    );
    expect([null, [], 3].map((values) => withoutForeignRights(values, by(), warn))).toEqual([null, [], 3]);
  });
});
