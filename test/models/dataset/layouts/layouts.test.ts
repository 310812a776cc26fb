import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { Dataset } from '../../../../src/models/dataset/dataset';
import { parseLabelUnits } from '../../../../src/models/dataset/label-units';
import { DatasetFolder, plainPng, rejectionOf } from '../../../helpers/datasets';

const folder = new DatasetFolder();
const UNITS = parseLabelUnits('v=mph,w=normalized:1.5');

function write(files: Readonly<Record<string, string | Buffer>>, name: string): string {
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(folder.file(name, file)), { recursive: true });
    writeFileSync(folder.file(name, file), content);
  }
  return folder.file(name);
}

/** An image whose upper half is dark and whose lower half is red. */
const halves = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 220, g: 20, b: 20 } } })
    .composite([
      {
        input: { create: { width, height: height / 2, channels: 3, background: { r: 10, g: 10, b: 10 } } },
        gravity: 'north',
      },
    ])
    .jpeg({ quality: 95 })
    .toBuffer();

async function writeUdacity(name: string, log: string) {
  const image = await halves(320, 160);
  return write(
    {
      'driving_log.csv': log,
      'IMG/center_2016_12_01_13_30_48_287.jpg': image,
      'IMG/center_2016_12_01_13_30_48_404.jpg': image,
    },
    name,
  );
}

const UDACITY_ROWS = [
  'IMG/center_2016_12_01_13_30_48_287.jpg, IMG/left_1.jpg, IMG/right_1.jpg, 0.5, 0, 0, 20',
  String.raw`C:\sim\IMG\center_2016_12_01_13_30_48_404.jpg,C:\sim\IMG\left_2.jpg,C:\sim\IMG\right_2.jpg,-1,0.3,0,30.19`,
];

const record = (index: number, angle: number, throttle: number) =>
  JSON.stringify({
    _index: index,
    _timestamp_ms: 1606780800000 + 50 * index,
    'cam/image_array': `${index}_cam_image_array_.jpg`,
    'user/angle': angle,
    'user/throttle': throttle,
  });

const RECORDS = [record(0, -0.5, 0.4), record(1, 1, 0.2), record(2, 0, -0.3)].join('\r\n');

async function writeTub(name: string, { deleted = [] as number[], catalog = RECORDS } = {}) {
  const image = await halves(160, 120);
  const lines = [
    ['cam/image_array', 'user/angle', 'user/throttle'],
    ['image_array', 'float', 'float'],
    {},
    { created_at: 1606780800 },
    { paths: ['catalog_0.catalog'], current_index: 3, max_len: 1000, deleted_indexes: deleted },
  ];
  return write(
    {
      'manifest.json': lines.map((line) => `${JSON.stringify(line)}\r\n`).join(''),
      'catalog_0.catalog': catalog,
      'catalog_0.catalog_manifest': '{}',
      ...Object.fromEntries([0, 1, 2].map((i) => [`images/${i}_cam_image_array_.jpg`, image])),
    },
    name,
  );
}

describe("RoboticsAcademy's layout", () => {
  test('has a part for each label file, and finds images in its numbered folders', async () => {
    const image = await plainPng(640, 480);
    const set = write(
      {
        'train.csv': 'image,v,w\ntrain_images_part_01/0.png,8,0.5\n1.png,9,-0.25\n',
        'test.csv': 'image,v,w\ntest_images/0.png,6.5,0\n',
        'README.md': '# images',
        'train_images_part_01/0.png': image,
        'train_images_part_02/1.png': image,
        'test_images/0.png': image,
      },
      'academy',
    );
    const dataset = await Dataset.open(set);
    expect(dataset.parts).toMatchObject([
      { name: 'test', first: 0, count: 1 },
      { name: 'train', first: 1, count: 2 },
    ]);
    expect(dataset.samples.map(({ v_mps, w_radps }) => [v_mps, w_radps])).toEqual([
      [6.5, 0],
      [8, 0.5],
      [9, -0.25],
    ]);
    expect(dataset.samples[2]!.image).toBe(path.join(set, 'train_images_part_02', '1.png'));
    expect(dataset.assumptions[1]).toBe(
      `${path.join(set, 'train.csv')}: read as RoboticsAcademy's: v in m/s, w in rad/s, left positive; ` +
        'without times its images are one sequence',
    );
    expect((await dataset.frame(2)).width).toBe(640);
  });

  test('names an image that is in none of the folders', async () => {
    const set = write({ 'train.csv': 'image,v,w\nimages/7.png,8,0.5\n', 'images/8.png': '' }, 'academy-2');
    expect(await rejectionOf(Dataset.open(set))).toMatch(
      /train\.csv, line 2.*there is no image 'images\/7\.png'/,
    );
  });

  test('is not seen in a table of something else', async () => {
    const set = write({ 'report.csv': 'image,score\na,1\n' }, 'other-table');
    expect(await rejectionOf(Dataset.open(set))).toMatch(/is not a dataset/);
  });
});

describe("Udacity's layout", () => {
  test.each([
    ['with a header', 'center,left,right,steering,throttle,brake,speed\n'],
    ['without one', ''],
  ])('%s has the centre images, right turns negative and times from the names', async (name, header) => {
    const set = await writeUdacity(`udacity ${name}`, `${header}${UDACITY_ROWS.join('\n')}\n`);
    const dataset = await Dataset.open(set, UNITS);
    const [first, second] = dataset.samples;
    expect(first).toMatchObject({
      w_radps: -0.75,
      timestamp: Date.UTC(2016, 11, 1, 13, 30, 48, 287) / 1000,
    });
    expect(first!.v_mps).toBeCloseTo(8.9408);
    expect(second).toMatchObject({ w_radps: 1.5 });
    expect(second!.timestamp! - first!.timestamp!).toBeCloseTo(0.117);
    expect(dataset.startsSequence(1)).toBe(false);
    expect(dataset.assumptions).toEqual([
      expect.stringMatching(
        /Udacity's: centre images stretched .* speed in mph, steering normalized:1\.5, right/,
      ),
    ]);
  });

  test('stretches its images to those of our camera', async () => {
    const dataset = await Dataset.open(await writeUdacity('udacity-size', UDACITY_ROWS[0]!), UNITS);
    const { width, height, data } = await dataset.frame(0);
    expect([width, height, data.length]).toEqual([640, 480, 640 * 480 * 3]);
    expect(data[(100 * 640 + 320) * 3]).toBeLessThan(40);
    expect(data[(400 * 640 + 320) * 3]).toBeGreaterThan(190);
  });

  test('asks for the units in one line that shows what it found', async () => {
    const said = await rejectionOf(Dataset.open(await writeUdacity('udacity-ask', UDACITY_ROWS.join('\n'))));
    expect(said).toMatch(
      /driving_log\.csv: speed \(20 to 30\.19\) is no speed in m\/s and steering \(-1 to 0\.5\)/,
    );
    expect(said).toMatch(/--label-units v=mph,w=normalized:1\.5/);
    expect(said).not.toContain('\n');
  });

  test.each([
    ['a short row', 'a.jpg,b.jpg,c.jpg,0\n', /line 1: has 4 of 7 values/],
    ['words', 'a.jpg,b.jpg,c.jpg,left,0,0,9\n', /line 1, column steering: 'left' is not a number/],
    [
      'a missing image',
      'IMG/a.jpg,b.jpg,c.jpg,0,0,0,9\n',
      /line 1: there is no image 'IMG\/a\.jpg' in .*IMG/,
    ],
  ])('with %s is rejected with its line', async (name, log, message) => {
    expect(await rejectionOf(Dataset.open(await writeUdacity(`udacity ${name}`, log), UNITS))).toMatch(
      message,
    );
  });
});

describe("donkeycar's tub", () => {
  const units = parseLabelUnits('v=normalized:10,w=normalized:2');

  test('has its records, right turns negative, without those that drive backwards', async () => {
    const dataset = await Dataset.open(await writeTub('tub'), units);
    expect(dataset.samples.map(({ v_mps, w_radps, timestamp }) => [v_mps, w_radps, timestamp])).toEqual([
      [4, 1, 1606780800],
      [2, -2, 1606780800.05],
    ]);
    expect(dataset.assumptions[0]).toMatch(
      /read as a tub of donkeycar: .*, 1 with negative throttle left out$/,
    );
    expect((await dataset.frame(1)).height).toBe(480);
  });

  test('is without the records that were deleted', async () => {
    const dataset = await Dataset.open(await writeTub('tub-deleted', { deleted: [0] }), units);
    expect(dataset.samples.map(({ name }) => name)).toEqual(['1_cam_image_array_.jpg']);
  });

  test('without units is rejected with what it found', async () => {
    expect(await rejectionOf(Dataset.open(await writeTub('tub-ask')))).toMatch(
      /manifest\.json: user\/throttle \(0\.2 to 0\.4\) is no speed .*--label-units/,
    );
  });

  test.each([
    ['a torn catalog', '{"_index": 0,', /catalog_0\.catalog, line 1: is not a JSON object/],
    ['a record without steering', '{"user/throttle": 1}', /line 1: has no number user\/angle/],
  ])('with %s is rejected in one line', async (name, catalog, message) => {
    expect(await rejectionOf(Dataset.open(await writeTub(`tub ${name}`, { catalog }), units))).toMatch(
      message,
    );
  });
});

describe('Units of labels', () => {
  const images = Array.from({ length: 20 }, (_, i) => `${i}.png`);
  const rows = (v: number, w: number) =>
    `image_name,v,w\n${images.map((image) => `${image},${v},${w}\n`).join('')}`;

  test('that are normalized are detected by their range, and used when they are said', async () => {
    const set = await folder.write('normalized', rows(0.5, 0.25), images);
    expect(await rejectionOf(Dataset.open(set))).toMatch(
      /data\.csv: v and w never exceed 1, so they look normalized; say/,
    );
    const { samples } = await Dataset.open(set, parseLabelUnits('v=normalized:6.5:24,w=normalized:-7.1:7.1'));
    expect(samples[0]).toMatchObject({ v_mps: 15.25 });
    expect(samples[0]!.w_radps).toBeCloseTo(-3.55);
    const slow = await Dataset.open(set, parseLabelUnits('v=m/s'));
    expect(slow.samples[0]).toMatchObject({ v_mps: 0.5, w_radps: 0.25 });
  });

  test('in degrees are out of range until they are said', async () => {
    const set = await folder.write('degrees', rows(9, 45), images);
    expect(await rejectionOf(Dataset.open(set))).toMatch(
      /45 rad\/s is out of range \(-20 to 20\); .*--label-units/,
    );
    const { samples } = await Dataset.open(set, parseLabelUnits('w=deg/s'));
    expect(samples[0]!.w_radps).toBeCloseTo(Math.PI / 4);
  });

  test.each([
    ['v=knots', /'knots' is not a unit of v; choose from m\/s, km\/h, mph, normalized:F/],
    ['w=normalized:0', /'normalized:0' is not a unit of w/],
    ['w=normalized:3:-3', /is not a unit of w/],
    ['speed=mph', /'speed=mph' is neither v=UNIT nor w=UNIT/],
  ])('%s is refused', (text, message) => {
    expect(() => parseLabelUnits(text)).toThrow(message);
  });
});
