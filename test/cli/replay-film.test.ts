import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { LIGHT } from '../../src/measure/report/charts/palette';
import { run as runProcess, temporaryFolder, writeRing } from '../helpers/command-line';
import { DriveBag } from '../helpers/drive-bag';
import { run } from '../helpers/in-process';

let folder: string;
let bag: string;
beforeAll(async () => {
  folder = temporaryFolder();
  const lap = [
    'lap',
    'slim_pilotnet',
    '--world',
    'lockstep',
    '--circuit',
    writeRing(folder),
    '--timeout',
    '2',
  ];
  await run([...lap, '--record-images', 'jpeg', '--out', path.join(folder, 'lap')]);
  const found = readdirSync(path.join(folder, 'lap')).find((file) => file.endsWith('.bag'));
  bag = path.join(folder, 'lap', found!);
});

const film = (name: string, ...args: string[]) =>
  run(['replay', bag, '--film', path.join(folder, name), '--film-width', '480', ...args]);

async function inspect(name: string) {
  const { pages, width, pageHeight, delay } = await sharp(path.join(folder, name), { pages: -1 }).metadata();
  return { pages, width, pageHeight, delay };
}

describe('f1-brain replay --film', () => {
  it('makes an animated WebP of a recorded lap', async () => {
    const { code, stdout } = await film(
      'a.webp',
      '--film-from',
      '0.5',
      '--film-to',
      '1.3',
      '--film-fps',
      '5',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/a\.webp: 5 images, 1\.0 s, 0\.\d+ MB\n$/);
    expect(await inspect('a.webp')).toEqual({
      ...{ pages: 5, width: 480, pageHeight: 270 },
      delay: [200, 200, 200, 200, 1500],
    });
    const page = await sharp(path.join(folder, 'a.webp'), { page: 4 }).removeAlpha().raw().toBuffer();
    // The ground of the light theme, and the road of the camera image.
    expect([...page.subarray(0, 3)].map((value) => value >= 250)).toEqual([true, true, true]);
    expect(LIGHT.ground).toBe('#ffffff');
    expect(page[3 * (200 * 480 + 30)]).toBeLessThan(120);
  });

  it('makes a GIF of it, and tells about it as JSON', async () => {
    const theme = ['--film-theme', 'dark', '--no-film-saliency'];
    const { code, stdout } = await film('a.gif', '--film-speed', '4', '--film-fps', '5', ...theme, '--json');
    expect(code).toBe(0);
    const file = path.join(folder, 'a.gif');
    const { film: made } = JSON.parse(stdout);
    expect(made).toEqual({ file, images: 3, seconds: 0.6, bytes: expect.any(Number), notes: [] });
    expect(await inspect('a.gif')).toEqual({
      ...{ pages: 3, width: 480, pageHeight: 270 },
      delay: [200, 200, 1500],
    });
  });

  it('shows the drive from above alone where the bag has no images', async () => {
    const plain = path.join(folder, 'plain.bag');
    const drive = new DriveBag();
    for (let i = 0; i < 20; i++) drive.pose({ x_m: i, y_m: 0, yaw_rad: 0 }, 1 + i / 10);
    writeFileSync(plain, drive.bytes());
    const out = path.join(folder, 'made', 'plain.webp');
    const { code, stdout } = await run(['replay', plain, '--film', out, '--film-width', '480']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/no camera images .*\n/);
    expect(await inspect(path.join('made', 'plain.webp'))).toMatchObject({ pages: 20 });
  });

  it('films two bags side by side', async () => {
    const out = path.join(folder, 'two.webp');
    const size = ['--film-width', '480', '--film-to', '0.6', '--film-fps', '5'];
    const { code } = await run(['replay', bag, bag, '--film', out, ...size]);
    expect(code).toBe(0);
    expect(await inspect('two.webp')).toMatchObject({ pages: 4, width: 480 });
  });

  it.each([
    [['--film', 'a.avi'], /a\.avi: a film ends in one of \.webm, \.mp4, \.webp, \.gif/],
    [['--film', 'film'], /film: a film ends in one of/],
    [['--film-speed', '2'], /--film-speed is about a film; name its file with --film/],
    [['--no-film-saliency'], /--no-film-saliency is about a film/],
    [
      ['--film', 'a.gif', '--film-from', '90'],
      /cannot begin at --film-from 90: the recording lasts 2\.\d+ s/,
    ],
    [
      ['--film', 'a.gif', '--film-from', '1', '--film-to', '0.5'],
      /--film-to 0\.5 is not after --film-from 1/,
    ],
    [
      ['--film', 'a.webp', '--film-speed', '0.0005'],
      /a\.webp: would have \d+ images, .* 3000 at most: choose a part/,
    ],
    [['--film', 'a.gif', '--film-fps', '60'], /a GIF has 50 images a second at most/],
    [['--film', 'a.gif', '--film-width', '100'], /A whole number from 480 to 1920 is needed/],
    [['--film', '/proc/none/a.gif'], /\/proc\/none\/a\.gif: cannot be written/],
  ] as const)('refuses %j', async (args, message) => {
    const { code, stderr } = await run(['replay', bag, ...args]);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(existsSync('a.gif') || existsSync('a.webp')).toBe(false);
  });

  it.each([
    ['mp4', 'where there is none', [], 'ffmpeg, which cannot be started (spawn ffmpeg ENOENT); install it'],
    [
      'webm',
      'that lacks the encoder',
      ["echo ' V....D libx264   H.264'"],
      'ffmpeg, and this one lacks the encoder libvpx-vp9; install a complete one',
    ],
    [
      'mp4',
      'that does not run',
      ['exit 127'],
      'ffmpeg, and this one cannot list its encoders; install a complete one',
    ],
  ])('refuses a %s by an ffmpeg %s before anything is read', async (ending, _, program, message) => {
    const programs = temporaryFolder();
    const ffmpeg = path.join(programs, 'ffmpeg');
    if (program.length > 0) writeFileSync(ffmpeg, ['#!/bin/sh', ...program].join('\n'), { mode: 0o755 });
    const file = path.join(programs, `a.${ending}`);
    const unread = path.join(programs, 'not-there.bag');
    const ended = await runProcess(['replay', unread, '--film', file], { PATH: programs });
    expect(ended).toEqual({
      code: 2,
      stdout: '',
      stderr: `f1-brain: ${file}: a .${ending} film is made by ${message}, or name a .webp or .gif, which need no other program\n`,
    });
    expect(existsSync(file)).toBe(false);
  });

  it('does not write over a folder', async () => {
    mkdirSync(path.join(folder, 'folder.gif'));
    const { code, stderr } = await film('folder.gif');
    expect(stderr).toMatch(/folder\.gif: is a folder; name a file\n/);
    expect(code).toBe(2);
  });
});
