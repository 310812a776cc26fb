import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { Dataset } from '../../../src/models/dataset/dataset';
import { complaintOf, DatasetFolder, plainPng } from '../../helpers/datasets';

const folder = new DatasetFolder();
const HEADER = 'image_name,v,w,timestamp\n';

const open = async (labels: string, pictures?: readonly string[]) => {
  const name = `set-${Math.random().toString(36).slice(2)}`;
  return Dataset.open(await folder.write(name, labels, pictures));
};

describe('A label file', () => {
  test('is read by the names in its header, in any order, others passed over', async () => {
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
    ['a name without its ending', '0,7,0,1\n', ['0.png']],
    ['a name with a folder that is there', 'Images/0.png,7,0,1\n', ['Images/0.png']],
    ['the path on another machine', '/home/user/set/0.png,7,0,1\n', ['0.png']],
    ['a picture as jpg', '0.jpg,7,0,1\n', ['0.jpg']],
  ])('may give %s', async (_, row, pictures) => {
    const { samples } = await open(HEADER + row, pictures);
    expect(samples[0]!.image.endsWith(pictures[0]!)).toBe(true);
  });

  test.each([
    ['nothing', 'image_name,v,w\n0,7,0\n1,7,0\n', [null, null]],
    ['empty fields', `${HEADER}0,7,0,\n1,7,0,3.5\n`, [null, 3.5]],
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
  ])('tells the time in %s', async (_, labels, expected) => {
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
      /data\.csv: has no column v: line 1 has image_name, speed, w; needed are/,
    ],
    [
      'a misspelt column',
      'image_nam,v,w\n0,7,0\n',
      /has no column image_name \(did you mean 'image_nam'\?\)/,
    ],
    ['a column that comes twice', 'image_name,v,w,v\n0,7,0,1\n', /line 1: has two columns v/],
    ['no text at all', '', /has no column image_name: the file is empty/],
    ['no rows', HEADER, /holds no rows: the dataset is empty/],
    [
      'a speed that is no number',
      `${HEADER}0,7,0,1\n1,nan,0,2\n`,
      /data\.csv, line 3, column v: 'nan' is no number; correct it/,
    ],
    ['an empty turn rate', `${HEADER}0,7,,1\n`, /line 2, column w: '' is no number/],
    ['an infinite one', `${HEADER}0,7,Infinity,1\n`, /line 2, column w: 'Infinity' is no number/],
    [
      'a turn rate out of range',
      `${HEADER}0,7,-20.5,1\n`,
      /line 2, column w: -20\.5 rad\/s is out of range \(-20 to 20\)/,
    ],
    ['a speed below zero', `${HEADER}0,-1,0,1\n`, /line 2, column v: -1 m\/s is out of range \(0 to 50\)/],
    ['a speed beyond any car', `${HEADER}0,51,0,1\n`, /line 2, column v: 51 m\/s is out of range/],
    ['a time that is none', `${HEADER}0,7,0,soon\n`, /line 2, column timestamp: 'soon' is no time/],
    ['a row cut short', `${HEADER}0,7,0,1\n1,7\n`, /line 3: has 2 of 4 values/],
    ['a name left out', `${HEADER},7,0,1\n`, /line 2, column image_name: is empty/],
    ['a quote that never ends', `${HEADER}"0,7,0,1\n`, /data\.csv, line \d: is no comma-separated text/],
    [
      'a picture named twice',
      `${HEADER}0,7,0,1\n0.png,7,0,2\n`,
      /line 3, column image_name: '0\.png' stands in line 2 already/,
    ],
    [
      'a missing picture',
      `${HEADER}0,7,0,1\n5,7,0,2\n`,
      /line 3, column image_name: there is no picture '5' in .*; put it back, or remove the row/,
    ],
    [
      'many missing pictures',
      `${HEADER}7,7,0,1\n8,7,0,1\n9,7,0,1\n`,
      /no picture '7' in .*; 3 of 3 pictures are missing, also 8, 9;/,
    ],
    ['a line break in a value', `${HEADER}0,"9\n8",0,1\n`, /column v: '9\\n8' is no number/],
    ['a value of a page', `${HEADER}0,${'x'.repeat(5000)},0,1\n`, /column v: 'x{60}\.\.\.' is no number/],
    ['a line break in a name', `${HEADER}"5\n6",7,0,1\n`, /there is no picture '5\\n6'/],
    ['text in UTF-16', 'i\0m\0a\0g\0e\0,\0v\0', /data\.csv: line 1 holds zero bytes; save the file as UTF-8/],
    ['a picture outside of the folder', `${HEADER}../0.png/../../x.png,7,0,1\n`, /there is no picture/],
  ])('with %s is refused in one line', async (_, labels, complaint) => {
    const said = await complaintOf(open(labels));
    expect(said).toMatch(/^ConfigurationError: /);
    expect(said).toMatch(complaint);
    expect(said).not.toContain('\n');
  });
});

describe('A folder', () => {
  test.each([
    ['that is not there', 'nowhere', /nowhere: no such dataset folder/],
    ['without labels', 'bare', /bare: is no dataset: there is no data\.csv in it beside its 1 pictures/],
    ['that is a file', path.join('bare', '0.png'), /is a file; name the folder/],
  ])('%s is refused', async (_, name, complaint) => {
    await folder.write('bare', HEADER, ['0.png']);
    rmSync(folder.file('bare', 'data.csv'));
    expect(await complaintOf(Dataset.open(folder.file(name)))).toMatch(complaint);
  });

  test('of folders is one dataset with parts, in the order of their names', async () => {
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

describe('Pictures that follow one another', () => {
  const names = ['0', '1', '2', '3', '4'];
  const startsOf = async (times: readonly (number | string)[]) => {
    const rows = times.map((time, i) => `${i},7,0,${time}\n`).join('');
    const dataset = await open(
      HEADER + rows,
      names.slice(0, times.length).map((name) => `${name}.png`),
    );
    return dataset.samples.map((_, i) => dataset.startsSequence(i));
  };

  test('do so up to 0.25 s', async () => {
    expect(await startsOf([1, 1.25, 1.51, 1.6])).toEqual([true, false, true, false]);
  });

  test('do not when time jumps back', async () => {
    expect(await startsOf([1, 1.05, 0.5, 0.55])).toEqual([true, false, true, false]);
  });

  test('are all of one sequence without timestamps', async () => {
    expect(await startsOf(['', '', ''])).toEqual([true, false, false]);
  });

  test('know where their sequence began', async () => {
    const dataset = await open(`${HEADER}0,7,0,1\n1,7,0,1.05\n2,7,0,9\n3,7,0,9.05\n`, [
      '0.png',
      '1.png',
      '2.png',
      '3.png',
    ]);
    expect([0, 1, 2, 3].map((i) => dataset.sequenceOf(i))).toEqual([0, 0, 2, 2]);
  });
});

describe('A picture', () => {
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
  ])('may be %s', async (kind, picture, pixel) => {
    const set = await folder.write(`kind-${kind}`, `${HEADER}0,7,0,1\n`, []).catch(() => null);
    expect(set).not.toBeNull();
    writeFileSync(
      path.join(set!, '0.png'),
      await picture.png({ palette: kind === 'with a palette' }).toBuffer(),
    );
    const frame = await (await Dataset.open(set!)).frame(0);
    expect([...frame.data.subarray(0, 3)]).toEqual(pixel);
    expect(frame.data).toHaveLength(640 * 480 * 3);
  });

  test.each([
    [
      'of another size',
      async (file: string) => writeFileSync(file, await plainPng(320, 240)),
      /1\.png: is 320x240; pictures of a dataset are 640x480/,
    ],
    [
      'cut short',
      async (file: string) => truncateSync(file, 900),
      /1\.png: cannot be read as a picture \(.+\); restore it/,
    ],
    [
      'that is text',
      async (file: string) => writeFileSync(file, 'no picture'),
      /1\.png: cannot be read as a picture/,
    ],
    [
      'of no bytes',
      async (file: string) => writeFileSync(file, ''),
      /1\.png: cannot be read as a picture \(the file is empty\)/,
    ],
  ])('%s is refused when it is read, the others are not', async (name, spoil, complaint) => {
    const set = await folder.write(`bad ${name}`, `${HEADER}0,7,0,1\n1,7,0,1\n`);
    await spoil(path.join(set, '1.png'));
    const dataset = await Dataset.open(set);
    await expect(dataset.frame(0)).resolves.toBeDefined();
    const said = await complaintOf(dataset.frame(1));
    expect(said).toMatch(complaint);
    expect(said).not.toContain('\n');
  });
});
