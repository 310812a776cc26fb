import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { driveBag, writeDrive } from '../helpers/bags';
import { temporaryFolder } from '../helpers/command-line';
import { call, run } from '../helpers/in-process';

const MAGIC = Buffer.from('\x89MCAP0\r\n', 'latin1');
const { bytes: bag, messages } = driveBag({}, 300);

/** Whether a file begins and ends as a whole MCAP file. */
function isWhole(file: string): boolean {
  const bytes = readFileSync(file);
  return bytes.subarray(0, 8).equals(MAGIC) && bytes.subarray(-8).equals(MAGIC);
}

function folderWithBags(...names: string[]): string {
  const folder = temporaryFolder();
  for (const name of names) writeFileSync(path.join(folder, name), bag);
  return folder;
}

describe('f1-brain convert --to mcap', () => {
  it('writes the file beside the bag, and says what it holds', async () => {
    const folder = folderWithBags('drive.bag');
    const { code, stdout, stderr } = await run(['convert', path.join(folder, 'drive.bag'), '--to', 'mcap']);
    const file = path.join(folder, 'drive.mcap');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      new RegExp(`^${file} \\(0\\.0 MB, \\d+ % of the bag\\): ${messages.length} messages on 3 topics\n$`),
    );
    expect(isWhole(file)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['drive.bag', 'drive.mcap']);
  });

  it('writes where --out says: a file, or a folder for several bags', async () => {
    const folder = folderWithBags('a.bag', 'b.bag');
    const bags = ['a.bag', 'b.bag'].map((name) => path.join(folder, name));
    const named = path.join(folder, 'new', 'x.mcap');
    expect(
      (await run(['convert', bags[0]!, '--to', 'mcap', '--out', named, '--compression', 'lz4'])).code,
    ).toBe(0);
    expect(isWhole(named)).toBe(true);
    const out = path.join(folder, 'all');
    const { code, stdout } = await run(['convert', ...bags, '--to', 'mcap', '--out', out]);
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(2);
    expect(readdirSync(out).sort()).toEqual(['a.mcap', 'b.mcap']);
  });

  it('writes of a bag that was cut off what can be read, and says so', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'cut.bag');
    const { sink } = writeDrive({}, 300, 20);
    writeFileSync(file, sink.bytes.subarray(0, sink.bytes.length - 100));
    const { code, stdout, stderr } = await run(['convert', file, '--to', 'mcap']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/messages on 2 topics\n$/);
    expect(stderr).toMatch(
      new RegExp(
        `^f1-brain: ${file}: was cut off or is damaged: .+ \\(byte \\d+.*\\); what can be read was written\n$`,
      ),
    );
    expect(isWhole(path.join(folder, 'cut.mcap'))).toBe(true);
  });

  it('replaces a file only with --force, and never a bag', async () => {
    const folder = folderWithBags('drive.bag', 'other.bag');
    const file = path.join(folder, 'drive.mcap');
    const args = ['convert', path.join(folder, 'drive.bag'), '--to', 'mcap'];
    writeFileSync(file, 'mine');
    expect(await run(args)).toEqual({
      code: 2,
      stdout: '',
      stderr: `f1-brain: ${file}: is there already; name another place with --out, or overwrite it with --force\n`,
    });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect((await run([...args, '--force'])).code).toBe(0);
    expect(isWhole(file)).toBe(true);
    const other = path.join(folder, 'other.bag');
    expect(await run([...args, '--force', '--out', other])).toMatchObject({
      code: 2,
      stderr: `f1-brain: --out ${other}: is a bag, which would be lost; name another file\n`,
    });
    expect(readFileSync(other).equals(bag)).toBe(true);
  });

  it('takes the place of no pipe, device or folder, even with --force', async () => {
    const folder = folderWithBags('drive.bag', 'other.bag');
    const pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const taken = path.join(folder, 'other.mcap');
    mkdirSync(taken);
    const [drive, other] = ['drive.bag', 'other.bag'].map((name) => path.join(folder, name));
    for (const [file, ...args] of [
      [pipe, drive, '--out', pipe],
      [taken, drive, other],
    ] as string[][]) {
      expect(await run(['convert', ...args, '--to', 'mcap', '--force'])).toEqual({
        code: 2,
        stdout: '',
        stderr: `f1-brain: ${file}: is there already and is no file; name another place with --out\n`,
      });
    }
    expect(statSync(pipe).isFIFO()).toBe(true);
    expect(existsSync(path.join(folder, 'drive.mcap'))).toBe(false);
  });

  it('says in one line what is wrong, and leaves no file', async () => {
    const folder = folderWithBags('drive.bag');
    const drive = path.join(folder, 'drive.bag');
    const text = path.join(folder, 'text.bag');
    writeFileSync(text, 'hello');
    mkdirSync(path.join(folder, 'one'));
    writeFileSync(path.join(folder, 'one', 'drive.bag'), bag);
    const cases: [args: string[], code: number, line: RegExp][] = [
      [['--to', 'mcap'], 2, /^error: missing required argument 'bag'\n$/],
      [[drive], 2, /^error: required option '--to <format>' not specified\n$/],
      [
        [drive, '--to', 'csv'],
        2,
        /^error: option '--to <format>' argument 'csv' is invalid\. Allowed choices are mcap\.\n$/,
      ],
      [[path.join(folder, 'none.bag'), '--to', 'mcap'], 6, /none\.bag: no such bag file\n$/],
      [[text, '--to', 'mcap'], 6, /text\.bag: is not a rosbag .+\n$/],
      [[folder, '--to', 'mcap', '--out', path.join(folder, 'x')], 6, /: is a folder; name a bag in it\n$/],
      [
        [drive, '--to', 'mcap', '--out', '/proc/x.mcap'],
        2,
        /^f1-brain: \/proc\/x\.mcap: cannot be written: .+\n$/,
      ],
      [
        [drive, path.join(folder, 'one', 'drive.bag'), '--to', 'mcap', '--out', '/tmp/'],
        2,
        /two of the bags .+\n$/,
      ],
      [
        [drive, drive, '--to', 'mcap', '--out', text],
        2,
        /^f1-brain: --out .+: is a file; name a folder for several bags\n$/,
      ],
    ];
    for (const [args, code, line] of cases) {
      const ended = await run(['convert', ...args]);
      expect(ended).toMatchObject({ code, stdout: '' });
      expect(ended.stderr).toMatch(line);
      expect(ended.stderr.split('\n')).toHaveLength(2);
    }
    expect(readdirSync(folder).sort()).toEqual(['drive.bag', 'one', 'text.bag']);
  });

  it('goes on after a bag that cannot be read, and says so with its exit code', async () => {
    const folder = folderWithBags('a.bag', 'z.bag');
    writeFileSync(path.join(folder, 'b.bag'), 'hello');
    const bags = ['a.bag', 'b.bag', 'z.bag'].map((name) => path.join(folder, name));
    const { code, stderr } = await run(['convert', ...bags, '--to', 'mcap']);
    expect(code).toBe(6);
    expect(stderr).toMatch(/^f1-brain: .+b\.bag: is not a rosbag .+\n$/);
    expect(existsSync(path.join(folder, 'b.mcap'))).toBe(false);
    expect(isWhole(path.join(folder, 'z.mcap'))).toBe(true);
  });

  it('leaves nothing when it is interrupted', async () => {
    const folder = folderWithBags('drive.bag');
    const called = call(['convert', path.join(folder, 'drive.bag'), '--to', 'mcap']);
    called.signals.send('SIGINT');
    const { code, stderr } = await called.ended;
    expect(code).toBe(130);
    expect(stderr).toBe(`f1-brain: interrupted: ${path.join(folder, 'drive.mcap')} was not written\n`);
    expect(readdirSync(folder)).toEqual(['drive.bag']);
  });
});
