import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError, FilmError } from '../../../src/errors';
import type { RawImage } from '../../../src/image/codec';
import { FfmpegWriter, requireFfmpeg, type VideoFormat } from '../../../src/replay/film/encode/ffmpeg';
import { openFilmTarget } from '../../../src/replay/film/open-writer';
import { PartFile } from '../../../src/support/part-file';
import { temporaryFolder } from '../../helpers/command-line';

const SIZE = { width: 64, height: 36 };
const OPTIONS = { size: SIZE, fps: 10, count: 8 };
const COLOURS = [
  [200, 30, 30],
  [30, 160, 60],
  [40, 60, 200],
  [230, 230, 230],
] as const;

const isInstalled = spawnSync('ffmpeg', ['-version']).status === 0;
const withFfmpeg = isInstalled ? it : it.skip;

function imageOf(number: number): RawImage {
  const colour = COLOURS[number % COLOURS.length]!;
  return {
    ...SIZE,
    channels: 3,
    data: Uint8Array.from({ length: 3 * SIZE.width * SIZE.height }, (_, i) => colour[i % 3]!),
  };
}

async function writeAll(writer: FfmpegWriter): Promise<void> {
  for (let i = 0; i < OPTIONS.count; i++) await writer.write(imageOf(i));
  await writer.finish();
}

function open(file: string, format: VideoFormat, command?: string): Promise<FfmpegWriter> {
  return FfmpegWriter.open(new PartFile(file, { replace: true }), format, OPTIONS, command);
}

/** A program in ffmpeg's place. */
function fake(...lines: string[]): string {
  const file = path.join(temporaryFolder(), 'ffmpeg');
  writeFileSync(file, ['#!/bin/sh', ...lines].join('\n'));
  chmodSync(file, 0o755);
  return file;
}

describe('A film by ffmpeg', () => {
  withFfmpeg.each(['webm', 'mp4'] as const)('as %s has every image, with its colours', async (format) => {
    const folder = temporaryFolder();
    const file = path.join(folder, `a film.${format}`);
    await writeAll(await open(file, format));
    expect(readdirSync(folder)).toEqual([`a film.${format}`]);
    const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'];
    const { stdout } = spawnSync('ffmpeg', ['-v', 'error', '-i', file, ...raw]);
    const page = 3 * SIZE.width * SIZE.height;
    expect(stdout.length).toBe(OPTIONS.count * page);
    for (let i = 0; i < OPTIONS.count; i++) {
      const middle = i * page + 3 * (18 * SIZE.width + 32);
      COLOURS[i % COLOURS.length]!.forEach((value, c) => {
        expect(Math.abs(stdout[middle + c]! - value)).toBeLessThan(16);
      });
    }
    const probe = [
      '-v',
      'error',
      '-show_entries',
      'stream=avg_frame_rate,width,height',
      '-of',
      'csv=p=0',
      file,
    ];
    expect(spawnSync('ffprobe', probe).stdout.toString().trim()).toBe('64,36,10/1');
  });

  withFfmpeg('says so when the disk is full', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'film.webm');
    symlinkSync('/dev/full', path.join(folder, `.film.webm.${process.pid}.part`));
    const writer = await open(file, 'webm');
    const writing = writeAll(writer);
    await expect(writing).rejects.toThrow(FilmError);
    await expect(writing).rejects.toThrow(/film\.webm: ffmpeg failed with exit code \d+: .*No space left/);
    await writer.abandon();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('names formats that need no ffmpeg where it is not installed', async () => {
    const folder = temporaryFolder();
    const opening = requireFfmpeg(path.join(folder, 'a.mp4'), 'mp4', '/no/such/ffmpeg');
    await expect(opening).rejects.toThrow(ConfigurationError);
    await expect(opening).rejects.toThrow(
      /a\.mp4: a \.mp4 film is made by ffmpeg, which cannot be started \(.*ENOENT\); install it, or name a \.webp or \.gif/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['while images come', 'read -r line'],
    ['when all have come', 'cat >/dev/null'],
  ])('tells the last line of an ffmpeg that fails %s', async (_, reading) => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'a.mp4');
    const command = fake(reading, "printf 'first\\nUnknown encoder\\n' >&2", 'exit 3');
    const writer = await open(file, 'mp4', command);
    await expect(writeAll(writer)).rejects.toThrow(
      /a\.mp4: ffmpeg failed with exit code 3: Unknown encoder$/,
    );
    await writer.abandon();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('ends ffmpeg and leaves nothing behind when it is abandoned', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'made', 'a.webm');
    const writer = await open(file, 'webm', fake('exec cat >/dev/null'));
    await writer.write(imageOf(0));
    await writer.abandon();
    await writer.abandon();
    expect(readdirSync(path.join(folder, 'made'))).toEqual([]);
  });

  it('leaves Ctrl-C in the terminal to this process', async () => {
    const folder = temporaryFolder();
    const told = path.join(folder, 'process');
    const command = fake(`cut -d' ' -f1,5 /proc/$$/stat >'${told}'`, 'exec cat >/dev/null');
    await writeAll(await open(path.join(folder, 'a.mp4'), 'mp4', command));
    const [id, group] = readFileSync(told, 'utf8').trim().split(' ');
    expect(group).toBe(id);
  });

  it('is refused where no file can be', async () => {
    await expect(openFilmTarget('/proc/nowhere/a.webp')).rejects.toThrow(
      /^\/proc\/nowhere\/a\.webp: cannot be written: /,
    );
  });
});
