import { rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { Dataset } from '../../../src/models/dataset/dataset';
import { DatasetFolder, plainPng, rejectionOf } from '../../helpers/datasets';

const folder = new DatasetFolder();
const HEADER = 'image_name,v,w,timestamp\n';

const open = async (labels: string, images?: readonly string[]) => {
  const name = `set-${Math.random().toString(36).slice(2)}`;
  return Dataset.open(await folder.write(name, labels, images));
};

describe('A label file', () => {
  test('is read by the names in its header, in any order, and other columns are ignored', async () => {
    const { samples } = await open(
      'w,remark,timestamp,image_name,v\n-0.5,a,10.5,0.png,7\n1.25,b,10.55,1.png,8\n',
    );
    expect(samples).toMatchObject([
      { name: '0.png', v_mps: 7, w_radps: -0.5, timestamp: 10.5 },
      { name: '1.png', v_mps: 8, w_radps: 1.25, timestamp: 10.55 },
    ]);
  });

  test('may have a byte order mark, carriage returns, spaces and empty lines', async () => {
    const { samples } = await open(
      '\ufeffimage_name, v, w ,timestamp\r\n\r\n0.png, 7 ,0, 1\r\n1.png,8,0,2\r\n',
    );
    expect(samples.map(({ v_mps }) => v_mps)).toEqual([7, 8]);
  });

  test.each([
    ['a name without extension', '0,7,0,1\n', ['0.png']],
    ['a name with an existing folder', 'Images/0.png,7,0,1\n', ['Images/0.png']],
    ['the path on another machine', '/home/user/set/0.png,7,0,1\n', ['0.png']],
    ['a JPEG image', '0.jpg,7,0,1\n', ['0.jpg']],
  ])('may contain %s', async (_, row, images) => {
    const { samples } = await open(HEADER + row, images);
    expect(samples[0]!.image.endsWith(images[0]!)).toBe(true);
  });

  test.each([
    ['no column', 'image_name,v,w\n0,7,0\n1,7,0\n', [null, null]],
    ['partly empty fields', `${HEADER}0,7,0,\n1,7,0,3.5\n`, [null, 3.5]],
    ['seconds', `${HEADER}0,7,0,1648800000.25\n1,7,0,1648800000.30\n`, [1648800000.25, 1648800000.3]],
    [
      'nanoseconds of wall time',
      `${HEADER}0,7,0,1648800000250000000\n1,7,0,1648800000300000000\n`,
      [1648800000.25, 1648800000.3],
    ],
    ['nanoseconds of simulated time', `${HEADER}0,7,0,50000000\n1,7,0,100000000\n`, [0.05, 0.1]],
    ['milliseconds of simulated time', `${HEADER}0,7,0,50\n1,7,0,100\n`, [0.05, 0.1]],
    ['microseconds of simulated time', `${HEADER}0,7,0,50000\n1,7,0,100000\n`, [0.05, 0.1]],
    ['whole seconds of wall time', `${HEADER}0,7,0,1648800000\n1,7,0,1648800005\n`, [1648800000, 1648800005]],
    ['whole seconds', `${HEADER}0,7,0,5\n1,7,0,7\n`, [5, 7]],
    [
      'dates',
      `${HEADER}0,7,0,2022-04-01T10:00:00Z\n1,7,0,2022-04-01T10:00:00.500Z\n`,
      [1648807200, 1648807200.5],
    ],
  ])('may have timestamps in %s', async (_, labels, expected) => {
    const { samples } = await open(labels);
    samples.forEach(({ timestamp }, i) => {
      if (expected[i] === null) expect(timestamp).toBeNull();
      else expect(timestamp).toBeCloseTo(expected[i]!, 6);
    });
  });

  test.each([
    [
      'a missing column',
      'image_name,speed,w\n0,7,0\n',
      /data\.csv: has no column v: line 1 has image_name, speed, w; required are/,
    ],
    [
      'a misspelt column',
      'image_nam,v,w\n0,7,0\n',
      /has no column image_name \(did you mean 'image_nam'\?\)/,
    ],
    ['a duplicate column', 'image_name,v,w,v\n0,7,0,1\n', /line 1: has two columns v/],
    ['no text', '', /has no rows; record a dataset/],
    ['no rows', HEADER, /has no rows; record a dataset/],
    [
      'a speed that is not a number',
      `${HEADER}0,7,0,1\n1,nan,0,2\n`,
      /data\.csv, line 3, column v: 'nan' is not a number; correct it/,
    ],
    ['an empty angular velocity', `${HEADER}0,7,,1\n`, /line 2, column w: '' is not a number/],
    ['an infinite one', `${HEADER}0,7,Infinity,1\n`, /line 2, column w: 'Infinity' is not a number/],
    [
      'an angular velocity out of range',
      `${HEADER}0,7,-20.5,1\n`,
      /line 2, column w: -20\.5 rad\/s is out of range \(-20 to 20\)/,
    ],
    ['a negative speed', `${HEADER}0,-1,0,1\n`, /line 2, column v: -1 m\/s is out of range \(0 to 50\)/],
    ['an implausible speed', `${HEADER}0,51,0,1\n`, /line 2, column v: 51 m\/s is out of range/],
    ['an invalid time', `${HEADER}0,7,0,soon\n`, /line 2, column timestamp: 'soon' is not a time/],
    ['an incomplete row', `${HEADER}0,7,0,1\n1,7\n`, /line 3: has 2 of 4 values/],
    ['a missing name', `${HEADER},7,0,1\n`, /line 2, column image_name: is empty/],
    ['an unclosed quote', `${HEADER}"0,7,0,1\n`, /data\.csv, line \d: is not comma-separated text/],
    [
      'an image named twice',
      `${HEADER}0,7,0,1\n0.png,7,0,2\n`,
      /line 3, column image_name: '0\.png' is already in line 2/,
    ],
    [
      'a missing image',
      `${HEADER}0,7,0,1\n5,7,0,2\n`,
      /line 3, column image_name: there is no image '5' in .*; put it back, or remove the row/,
    ],
    [
      'many missing images',
      `${HEADER}7,7,0,1\n8,7,0,1\n9,7,0,1\n`,
      /no image '7' in .*; 3 of 3 images are missing, also 8, 9;/,
    ],
    ['a line break in a value', `${HEADER}0,"9\n8",0,1\n`, /column v: '9\\n8' is not a number/],
    ['a very long value', `${HEADER}0,${'x'.repeat(5000)},0,1\n`, /column v: 'x{60}\.\.\.' is not a number/],
    ['a line break in a name', `${HEADER}"5\n6",7,0,1\n`, /there is no image '5\\n6'/],
    [
      'text in UTF-16',
      'i\0m\0a\0g\0e\0,\0v\0',
      /data\.csv: line 1 contains zero bytes; save the file as UTF-8/,
    ],
    ['an image outside the folder', `${HEADER}../0.png/../../x.png,7,0,1\n`, /there is no image/],
  ])('with %s is rejected in one line', async (_, labels, message) => {
    const said = await rejectionOf(open(labels));
    expect(said).toMatch(/^ConfigurationError: /);
    expect(said).toMatch(message);
    expect(said).not.toContain('\n');
  });
});

describe('A folder', () => {
  test.each([
    ['that is missing', 'nowhere', /nowhere: no such dataset folder/],
    ['without labels', 'bare', /bare: is not a dataset: there is no data\.csv in it beside its 1 images/],
    ['that is a file', path.join('bare', '0.png'), /is a file; pass the folder/],
  ])('%s is rejected', async (_, name, message) => {
    await folder.write('bare', HEADER, ['0.png']);
    rmSync(folder.file('bare', 'data.csv'));
    expect(await rejectionOf(Dataset.open(folder.file(name)))).toMatch(message);
  });

  test('of folders is one dataset with parts ordered by name', async () => {
    await folder.write('many/b', `${HEADER}0,7,0,1\n1,7,0,1.05\n`);
    await folder.write('many/a/deep', `${HEADER}0,9,0,1\n1,9,0,1.05\n`);
    const dataset = await Dataset.open(folder.file('many'));
    expect(dataset.parts).toMatchObject([
      { name: 'a/deep', first: 0, count: 2 },
      { name: 'b', first: 2, count: 2 },
    ]);
    expect(dataset.samples.map(({ v_mps }) => v_mps)).toEqual([9, 9, 7, 7]);
    expect(dataset.partOf(1).name).toBe('a/deep');
    expect(dataset.partOf(2).name).toBe('b');
    expect([0, 1, 2, 3].map((i) => dataset.startsSequence(i))).toEqual([true, false, true, false]);
  });
});

describe('A folder of links', () => {
  const parts = async (name: string) =>
    (await Dataset.open(folder.file(name))).parts.map((part) => part.name);

  test('is a dataset with each part once, whatever circles the links make', async () => {
    await folder.write('apart', `${HEADER}0,7,0,1\n`);
    await folder.write('linked/b', `${HEADER}0,9,0,1\n`);
    symlinkSync(folder.file('apart'), folder.file('linked', 'c'));
    symlinkSync('b', folder.file('linked', 'a'));
    symlinkSync('.', folder.file('linked', 'circle'));
    expect(await parts('linked')).toEqual(['b', 'c']);
    symlinkSync('linked', folder.file('all'));
    expect(await parts('all')).toEqual(['b', 'c']);
  });

  test('is rejected when one leads nowhere', async () => {
    await folder.write('torn/a', `${HEADER}0,7,0,1\n`);
    symlinkSync('../nowhere', folder.file('torn', 'b'));
    expect(await rejectionOf(Dataset.open(folder.file('torn')))).toMatch(
      /torn\/b: is a link to nothing; mend it, or remove it/,
    );
  });
});

describe('Consecutive images', () => {
  const names = ['0', '1', '2', '3', '4'];
  const startsOf = async (times: readonly (number | string)[]) => {
    const rows = times.map((time, i) => `${i},7,0,${time}\n`).join('');
    const dataset = await open(
      HEADER + rows,
      names.slice(0, times.length).map((name) => `${name}.png`),
    );
    return dataset.samples.map((_, i) => dataset.startsSequence(i));
  };

  test('belong to one sequence up to 0.25 s apart', async () => {
    expect(await startsOf([1, 1.25, 1.51, 1.6])).toEqual([true, false, true, false]);
  });

  test('belong to different sequences if time jumps back', async () => {
    expect(await startsOf([1, 1.05, 0.5, 0.55])).toEqual([true, false, true, false]);
  });

  test('are a single sequence without timestamps', async () => {
    expect(await startsOf(['', '', ''])).toEqual([true, false, false]);
  });

  test('know the first image of their sequence', async () => {
    const dataset = await open(`${HEADER}0,7,0,1\n1,7,0,1.05\n2,7,0,9\n3,7,0,9.05\n`, [
      '0.png',
      '1.png',
      '2.png',
      '3.png',
    ]);
    expect([0, 1, 2, 3].map((i) => dataset.sequenceOf(i))).toEqual([0, 0, 2, 2]);
  });
});

describe('An image', () => {
  test('is turned as its EXIF orientation says, like cv2.imread', async () => {
    const set = await folder.write('turned', `${HEADER}0.jpg,7,0,1\n`, []);
    const pixels = Buffer.alloc(480 * 640 * 3, 40);
    pixels.fill(220, 0, 480 * 320 * 3);
    const raw = { width: 480, height: 640, channels: 3 as const };
    const turned = sharp(pixels, { raw }).withMetadata({ orientation: 6 });
    writeFileSync(path.join(set, '0.jpg'), await turned.jpeg().toBuffer());
    const { data } = await (await Dataset.open(set)).frame(0);
    // The upper half as stored is the right one.
    expect([data[0]! > 200, data[639 * 3]! > 200]).toEqual([false, true]);
  });

  test('that unpacks to more than its size is rejected by its header, with its name', async () => {
    const set = await folder.write('bomb', `${HEADER}0,7,0,1\n`, []);
    const bytes = await plainPng(1, 1);
    bytes.writeUInt32BE(16384, 16);
    bytes.writeUInt32BE(16384, 20);
    bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
    writeFileSync(path.join(set, '0.png'), bytes);
    await expect((await Dataset.open(set)).frame(0)).rejects.toThrow(
      `${path.join(set, '0.png')}: is 16384x16384; images of a dataset must be 640x480`,
    );
  });

  test('is read as rgb8 with its time', async () => {
    const dataset = await open(`${HEADER}0,7,0,12.5\n`, ['0.png']);
    const frame = await dataset.frame(0);
    expect(frame).toMatchObject({ width: 640, height: 480, step: 1920, encoding: 'rgb8' });
    expect(frame.stamp).toEqual({ sec: 12, nsec: 5e8 });
    expect([...frame.data.subarray(0, 6)]).toEqual([200, 30, 40, 200, 30, 40]);
    expect(frame.data).toHaveLength(640 * 480 * 3);
  });

  test.each([
    [
      'grey',
      sharp({ create: { width: 640, height: 480, channels: 3, background: '#505050' } }).greyscale(),
      [80, 80, 80],
    ],
    [
      'with an alpha channel',
      sharp({ create: { width: 640, height: 480, channels: 4, background: '#0a141eff' } }),
      [10, 20, 30],
    ],
    [
      'with a palette',
      sharp({ create: { width: 640, height: 480, channels: 3, background: '#ff0000' } }),
      [255, 0, 0],
    ],
  ])('may be %s', async (kind, image, pixel) => {
    const set = await folder.write(`kind-${kind}`, `${HEADER}0,7,0,1\n`, []).catch(() => null);
    expect(set).not.toBeNull();
    writeFileSync(
      path.join(set!, '0.png'),
      await image.png({ palette: kind === 'with a palette' }).toBuffer(),
    );
    const frame = await (await Dataset.open(set!)).frame(0);
    expect([...frame.data.subarray(0, 3)]).toEqual(pixel);
    expect(frame.data).toHaveLength(640 * 480 * 3);
  });

  test.each([
    [
      'of another size',
      async (file: string) => writeFileSync(file, await plainPng(320, 240)),
      /1\.png: is 320x240; images of a dataset must be 640x480/,
    ],
    [
      'that is truncated',
      async (file: string) => truncateSync(file, 900),
      /1\.png: cannot be read as an image \(.+\); restore it/,
    ],
    [
      'that is text',
      async (file: string) => writeFileSync(file, 'no image'),
      /1\.png: cannot be read as an image/,
    ],
    [
      'of no bytes',
      async (file: string) => writeFileSync(file, ''),
      /1\.png: cannot be read as an image \(the file is empty\)/,
    ],
  ])('%s is rejected when it is read, the others are not', async (name, spoil, message) => {
    const set = await folder.write(`bad ${name}`, `${HEADER}0,7,0,1\n1,7,0,1\n`);
    await spoil(path.join(set, '1.png'));
    const dataset = await Dataset.open(set);
    await expect(dataset.frame(0)).resolves.toBeDefined();
    const said = await rejectionOf(dataset.frame(1));
    expect(said).toMatch(message);
    expect(said).not.toContain('\n');
  });
});
