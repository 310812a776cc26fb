import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { BrainError, ConfigurationError } from '../../../src/errors';
import type { RawImage } from '../../../src/image/codec';
import { type AnimationFormat, AnimationWriter } from '../../../src/replay/film/encode/animation';
import { openFilmTarget } from '../../../src/replay/film/open-writer';
import { PartFile } from '../../../src/support/part-file';
import { temporaryFolder } from '../../helpers/command-line';

const SIZE = { width: 48, height: 32 };
/** Five images are encoded at once. */
const BATCH_BYTES = 5 * 3 * SIZE.width * SIZE.height;

/** A bar that moves over a ground of its own shade, so that no two images are the same. */
function imageOf(number: number, shade = 10 * number): RawImage {
  const data = new Uint8Array(3 * SIZE.width * SIZE.height).fill(shade);
  for (let y = 0; y < SIZE.height; y++) data.set([255, 0, 0], 3 * (y * SIZE.width + 2 * number));
  return { ...SIZE, channels: 3, data };
}

function open(file: string, format: AnimationFormat, count: number, fps = 10): AnimationWriter {
  const part = new PartFile(file, { replace: true });
  return new AnimationWriter(part, format, { size: SIZE, fps, count }, BATCH_BYTES);
}

async function write(format: AnimationFormat, images: readonly RawImage[], fps = 10): Promise<string> {
  const file = path.join(temporaryFolder(), `film.${format}`);
  const writer = open(file, format, images.length, fps);
  for (const image of images) await writer.write(image);
  await writer.finish();
  await writer.abandon();
  expect(readdirSync(path.dirname(file))).toEqual([`film.${format}`]);
  return file;
}

async function shadesOf(file: string): Promise<number[]> {
  const { data, info } = await sharp(file, { pages: -1 })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pages = info.height / SIZE.height;
  const page = data.length / pages;
  // The last pixel of each image, which no bar comes to.
  return Array.from({ length: pages }, (_, i) => data[(i + 1) * page - 1]!);
}

describe.each(['webp', 'gif'] as const)('A film as %s', (format) => {
  it('has every image of all batches, in their order and as long as they are shown, without end', async () => {
    const count = 13;
    const file = await write(
      format,
      Array.from({ length: count }, (_, i) => imageOf(i)),
    );
    const { pages, width, pageHeight, delay, loop } = await sharp(file, { pages: -1 }).metadata();
    expect({ pages, width, pageHeight, loop }).toEqual({ pages: count, width: 48, pageHeight: 32, loop: 0 });
    expect(delay).toEqual([...Array(count - 1).fill(100), 1500]);
    const shades = await shadesOf(file);
    for (const [i, shade] of shades.entries()) expect(Math.abs(shade - 10 * i)).toBeLessThan(8);
  });

  it('shows images that are all the same for as long as they last', async () => {
    const file = await write(format, Array(12).fill(imageOf(3)) as RawImage[]);
    const { delay } = await sharp(file, { pages: -1 }).metadata();
    expect(delay!.reduce((sum, each) => sum + each, 0)).toBe(11 * 100 + 1500);
    for (const shade of await shadesOf(file)) expect(Math.abs(shade - 30)).toBeLessThan(8);
  });

  it('follows a shade that changes slowly', async () => {
    // Beside something that moves: an image in which nothing else happens is left out as a whole.
    const images = Array.from({ length: 22 }, (_, i) => imageOf(i, 60 + 2 * i));
    const file = path.join(temporaryFolder(), `film.${format}`);
    const part = new PartFile(file, { replace: true });
    const one = new AnimationWriter(part, format, { size: SIZE, fps: 10, count: images.length });
    for (const image of images) await one.write(image);
    await one.finish();
    const shades = await shadesOf(file);
    expect(shades).toHaveLength(images.length);
    const errors = shades.map((shade, i) => Math.abs(shade - (60 + 2 * i)));
    // No more than what is neglected from one image to the next, and what the codec loses.
    expect(Math.max(...errors)).toBeLessThan(8);
  });

  it('keeps pace where the time of an image is no whole number', async () => {
    const file = await write(
      format,
      Array.from({ length: 13 }, (_, i) => imageOf(i)),
      24,
    );
    const { delay } = await sharp(file, { pages: -1 }).metadata();
    expect(delay!.slice(0, 12).reduce((sum, each) => sum + each, 0)).toBe(500);
  });

  it('leaves nothing behind when it is abandoned', async () => {
    const folder = temporaryFolder();
    const writer = open(path.join(folder, 'made', `film.${format}`), format, 12);
    for (let i = 0; i < 6; i++) await writer.write(imageOf(i));
    await writer.abandon();
    expect(readdirSync(path.join(folder, 'made'))).toEqual([]);
  });

  it('says so when the disk is full', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, `film.${format}`);
    symlinkSync('/dev/full', path.join(folder, `.film.${format}.${process.pid}.part`));
    const writer = open(file, format, 13);
    const writing = (async () => {
      for (let i = 0; i < 13; i++) await writer.write(imageOf(i));
      await writer.finish();
    })();
    await expect(writing).rejects.toThrow(BrainError);
    await expect(writing).rejects.toThrow(/film\.(webp|gif): was not written: the disk is full; free space/);
    await writer.abandon();
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('A film is refused where no file can be', async () => {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'a.gif'));
  writeFileSync(path.join(folder, 'file'), '');
  const opening = (...parts: string[]) => openFilmTarget(path.join(folder, ...parts));
  await expect(opening('a.gif')).rejects.toThrow(/a\.gif: is a folder; name a file/);
  await expect(opening('file', 'a.gif')).rejects.toThrow(ConfigurationError);
  await expect(opening('file', 'a.gif')).rejects.toThrow(/a\.gif: cannot be written: /);
});

test('A film replaces the one before when it is complete', async () => {
  const file = path.join(temporaryFolder(), 'film.gif');
  writeFileSync(file, 'before');
  const writer = open(file, 'gif', 12);
  for (let i = 0; i < 12; i++) await writer.write(imageOf(i));
  expect(readFileSync(file, 'utf8')).toBe('before');
  await writer.finish();
  expect(readFileSync(file).toString('latin1', 0, 6)).toBe('GIF89a');
});
