import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError, messageOf } from '../../src/errors';
import { PartFile } from '../../src/support/part-file';
import { temporaryFolder } from '../helpers/command-line';

const bytes = Buffer.from('content');

describe('A file that is written part by part', () => {
  it('has its name when it is complete, and not before', () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'new', 'a.mcap');
    const part = new PartFile(file, { replace: false });
    part.write(bytes);
    part.write(bytes);
    expect(readdirSync(path.dirname(file))).not.toContain('a.mcap');
    part.complete();
    part.discard();
    expect(readdirSync(path.dirname(file))).toEqual(['a.mcap']);
    expect(readFileSync(file, 'utf8')).toBe('contentcontent');
    expect(part.bytes).toBe(14);
  });

  it('leaves nothing when it is discarded', () => {
    const folder = temporaryFolder();
    const part = new PartFile(path.join(folder, 'a.mcap'), { replace: true });
    part.write(bytes);
    part.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes the name of another file only where it may', () => {
    const file = path.join(temporaryFolder(), 'a.mcap');
    writeFileSync(file, 'old');
    const part = new PartFile(file, { replace: false });
    expect(() => part.complete()).toThrow(
      `${file}: was not written: another program has written a file of that name meanwhile`,
    );
    part.discard();
    expect(readFileSync(file, 'utf8')).toBe('old');
    const replacing = new PartFile(file, { replace: true });
    replacing.write(bytes);
    replacing.complete();
    expect(readFileSync(file, 'utf8')).toBe('content');
  });

  it('says in one line why it cannot be made', () => {
    const make = () => new PartFile('/proc/nowhere/a.mcap', { replace: false });
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(/^\/proc\/nowhere\/a\.mcap: cannot be written: .+$/);
  });
});

describe('On a disk that is full', () => {
  let disk: string | null = null;

  beforeAll(() => {
    const folder = path.join(temporaryFolder(), 'disk');
    mkdirSync(folder);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
      disk = folder;
    } catch {
      // Not permitted here.
    }
  });

  afterAll(() => {
    if (disk !== null) execFileSync('umount', [disk]);
  });

  it('nothing is left of it, and one line says why', () => {
    if (disk === null) return;
    const file = path.join(disk, 'a.mcap');
    const part = new PartFile(file, { replace: false });
    let line = '';
    try {
      part.write(Buffer.alloc(200_000));
    } catch (error) {
      line = messageOf(error);
    } finally {
      part.discard();
    }
    expect(line).toBe(
      `${file}: was not written: the disk is full; free space, or name a file on another one`,
    );
    expect(readdirSync(disk)).toEqual([]);
  });
});
