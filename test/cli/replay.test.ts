import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { loadCircuit } from '../../src/circuit/load';
import { readCard } from '../../src/config/model-card';
import { NetworkBrain } from '../../src/drive/brains/network';
import { temporaryFolder } from '../helpers/command-line';
import { beside, DriveBag } from '../helpers/drive-bag';
import { call, run } from '../helpers/in-process';
import { writeTinyModel } from '../helpers/onnx-model';
import { LiveClient } from '../live/support/live-client';
import { cameraBag } from '../saliency/support/camera-bag';
import { viewAt } from '../saliency/support/world-view';

const SHOTS = [0, 0.1, -0.2, 0.6, 0.5, 0.3].map((lateral_m, i) => ({
  time_s: 10 + 1.5 * i,
  s_m: 400 + 5 * i,
  lateral_m,
}));

let folder: string;
let bag: string;
let noImages: string;
beforeAll(async () => {
  folder = temporaryFolder();
  const circuit = await loadCircuit('simple_circuit');
  bag = path.join(folder, 'drive.bag');
  writeFileSync(bag, cameraBag(circuit, SHOTS));
  noImages = path.join(folder, 'no-images.bag');
  writeFileSync(
    noImages,
    new DriveBag()
      .pose(beside(circuit, 400, 0), 1)
      .pose(beside(circuit, 401, 0), 1.1)
      .bytes(),
  );
});

/** A model that takes images of another size, as they are. */
function writeSmallModel(): string {
  return writeTinyModel({
    card: ({ contract }) => Object.assign(contract.input, { resize: 'none', crop: { top: 0, bottom: 66 } }),
  }).modelFile;
}

describe('f1-brain replay', () => {
  it('tells what a bag holds and lacks', async () => {
    const { code, stdout } = await run(['replay', noImages, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      recordings: [
        {
          ...{
            file: noImages,
            brain: null,
            model: null,
            circuit: null,
            direction: null,
            duration_s: expect.closeTo(0.1, 6),
          },
          ...{ images: 0, poses: 2, commands: 0, lap_times_s: [] },
          missing: [
            expect.stringMatching(/^no camera images/),
            expect.stringMatching(/^the circuit is unknown/),
            expect.stringMatching(/^neither decisions nor commands/),
          ],
        },
      ],
    });
  });

  it('runs models over the images, as they would have driven, and says where they differ', async () => {
    const csv = path.join(folder, 'tables', 'answers.csv');
    const args = ['--models', 'slim_pilotnet', 'pilotnet', '--worst', '2', '--csv', csv, '--json'];
    const { code, stdout, stderr } = await run(['replay', bag, ...args]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { models, differences } = JSON.parse(stdout);
    expect(models).toMatchObject([
      { name: 'slim_pilotnet', frames_answered: 6, frames_failed: 0, provider: 'cpu' },
      { name: 'pilotnet', frames_answered: 6, frames_failed: 0 },
    ]);
    const rows = parse(readFileSync(csv), { columns: true, cast: true }) as Record<string, number>[];
    const circuit = await loadCircuit('simple_circuit');
    const brain = await NetworkBrain.open('slim', readCard(models[0].file), { provider: 'cpu' });
    for (const [i, { s_m, lateral_m }] of SHOTS.entries()) {
      const { v_mps, w_radps } = await brain.decide(viewAt(circuit, s_m, lateral_m).frame);
      expect(rows[i]).toMatchObject({ frame: i, slim_pilotnet_v_mps: v_mps, slim_pilotnet_w_radps: w_radps });
      expect(rows[i]).toMatchObject({ driven_v_mps: 10, driven_w_radps: i });
    }
    await brain.close();
    const [between, slim] = differences;
    expect(differences.map(({ a, b }: { a: string; b: string }) => [a, b])).toEqual([
      ['slim_pilotnet', 'pilotnet'],
      ['driven', 'slim_pilotnet'],
      ['driven', 'pilotnet'],
    ]);
    const sizes = rows.map((row) => Math.abs(row.pilotnet_minus_slim_pilotnet_w_radps!));
    expect(between.w_radps.max).toBeCloseTo(Math.max(...sizes), 12);
    expect(between.w_radps.mean).toBeCloseTo(sizes.reduce((sum, size) => sum + size) / 6, 12);
    const [worst] = between.worst.w_radps;
    expect(worst.frame).toBe(sizes.indexOf(Math.max(...sizes)));
    expect(worst.time_s).toBeCloseTo(1.5 * worst.frame, 6);
    expect(worst.distance_m).toBeCloseTo(400 + 5 * worst.frame, 0);
    expect(Math.abs(worst.difference.w_radps)).toBeCloseTo(between.w_radps.max, 12);
    // The right one is driven with w = its number, the last is farthest from it.
    expect(slim.worst.w_radps[0].frame).toBe(5);
  });

  it('tells the same as a table', async () => {
    const { code, stdout } = await run(['replay', bag, '--models', 'slim_pilotnet', '--no-page']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/drive\.bag: test brain · simple_circuit · 7\.5 s · 6 images\n/);
    expect(stdout).toMatch(/slim_pilotnet compared with driven, 6 frames\n/);
    expect(stdout).toMatch(/\n {2}most in +at s +frame +distance m +v driven/);
  });

  it('says how two bags are aligned: by time where they are not of one circuit', async () => {
    const elsewhere = path.join(folder, 'elsewhere.bag');
    writeFileSync(elsewhere, cameraBag(await loadCircuit('many_curves'), SHOTS.slice(0, 2)));
    const aligned = async (...bags: string[]) => {
      const [text, json] = [
        await run(['replay', ...bags, '--no-page']),
        await run(['replay', ...bags, '--json']),
      ];
      return [text.stdout.trim().split('\n').at(-1), JSON.parse(json.stdout).alignment];
    };
    expect(await aligned(bag, bag)).toEqual(['aligned by distance along the track', 'distance']);
    expect(await aligned(bag, elsewhere)).toEqual([
      expect.stringMatching(/^aligned by time: they are not known to drive the same circuit/),
      'time',
    ]);
    const [line, alignment] = await aligned(bag);
    expect(line).not.toMatch(/aligned/);
    expect(alignment).toBeUndefined();
  });

  it.each([
    ['empty', (whole: Buffer) => whole.subarray(0, 0), /is empty: nothing was recorded/],
    ['of text', () => Buffer.from('hello\n'), /is not a rosbag/],
    [
      'cut off before its first message',
      (whole: Buffer) => whole.subarray(0, 4100),
      /no message can be read/,
    ],
  ])('refuses a bag that is %s in one line, also beside another', async (_, change, line) => {
    const odd = path.join(temporaryFolder(), 'odd.bag');
    writeFileSync(odd, change(readFileSync(bag)));
    for (const bags of [[odd], [bag, odd]]) {
      const { code, stdout, stderr } = await run(['replay', ...bags, '--live', '0']);
      expect({ code, stdout }).toEqual({ code: 6, stdout: '' });
      expect(stderr).toMatch(line);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
  });

  it('plays what a bag holds that is cut off, and says so', async () => {
    const cut = path.join(folder, 'cut.bag');
    const whole = readFileSync(bag);
    writeFileSync(cut, whole.subarray(0, whole.length / 2));
    const { code, stdout } = await run(['replay', cut, '--json']);
    expect(code).toBe(0);
    const [{ images, missing }] = JSON.parse(stdout).recordings;
    expect(images).toBeGreaterThan(0);
    expect(images).toBeLessThan(SHOTS.length);
    expect(missing).toContainEqual(expect.stringMatching(/^the bag is damaged: .* truncated/));
  });

  it('serves a page until it is interrupted, with the images that the page asks for', async () => {
    const command = call(['replay', bag, '--models', 'slim_pilotnet', '--live', '0'], {
      F1_BRAIN_LIVE_TOKEN: '',
    });
    await command.said(/live page: http:.*\n/);
    const [, address] = /live page: (http\S+)/.exec(command.stderr())!;
    const page = await LiveClient.open(address!);
    await page.until(() => (page.newest('replay')?.models.length ?? 0) > 0);
    expect(page.newest('hello')).toMatchObject({ kind: 'replay', circuit: { name: 'simple_circuit' } });
    const { recordings, models } = page.newest('replay')!;
    expect(recordings).toMatchObject([
      { name: 'drive.bag', images_s: SHOTS.map(({ time_s }) => time_s - 10), missing: [] },
    ]);
    expect(models[0]!.w_radps).toHaveLength(SHOTS.length);
    expect(page.all('replay')[0]!.recordings[0]!.card).toMatchObject({ name: 'slim_pilotnet' });
    page.send({ type: 'view', kinds: ['camera', 'crop'], width: 320, rate_hz: 20 });
    page.send({ type: 'look', recording: 0, image: 4 });
    await page.until(() => page.images.length === 2);
    const [camera, crop] = page.images.map(({ header }) => header);
    expect(camera).toMatchObject({ kind: 'camera', frame: 4, width: 320, v_mps: 10, w_radps: 4 });
    expect(camera!.replayed!.answers[0]!.w_radps).toBeCloseTo(models[0]!.w_radps[4]!, 3);
    expect(crop).toMatchObject({ kind: 'crop', frame: 4 });
    page.send({ type: 'look', recording: 0, image: 99 });
    await page.until(() => page.newest('no_image') !== null);
    expect(page.newest('no_image')).toMatchObject({
      recording: 0,
      image: 99,
      reason: 'there is no image 99',
    });
    command.signals.send('SIGINT');
    expect((await command.ended).code).toBe(0);
    expect((await page.closed).code).toBe(1001);
  });

  it('goes on with its page without models that cannot answer, and says so there and in a line each', async () => {
    const broken = writeTinyModel({ content: Buffer.from('x') }).modelFile;
    const small = writeSmallModel();
    const command = call(['replay', bag, '--models', broken, 'slim_pilotnet', small, '--live', '0']);
    await command.said(/live page: http:.*\n/);
    const page = await LiveClient.open(/live page: (http\S+)/.exec(command.stderr())![1]!);
    await page.until(() => (page.newest('replay')?.models.length ?? 0) > 0);
    const { models, compared, lost } = page.newest('replay')!;
    expect(models.map(({ name }) => name)).toEqual(['slim_pilotnet']);
    expect(compared).toMatchObject([{ a: 'driven', b: 'slim_pilotnet' }]);
    expect(lost).toEqual([
      expect.stringMatching(/tiny\.onnx: onnxruntime cannot load it/),
      expect.stringMatching(/--models tiny \(.*\): cannot answer the images of .*drive\.bag: /),
    ]);
    // What is shown of a network is that of the first model that runs.
    page.send({ type: 'view', kinds: ['camera', 'crop'], width: 320, rate_hz: 20 });
    page.send({ type: 'look', recording: 0, image: 4 });
    await page.until(() => page.images.some(({ header }) => header.kind === 'crop'));
    expect(page.newest('replay')!.recordings[0]!.card).toMatchObject({ name: 'slim_pilotnet' });
    await command.said(/Ctrl-C ends it/);
    const warnings = command.stderr().match(/warning: .*; the page goes on without that model\n/g);
    expect(warnings).toHaveLength(2);
    command.signals.send('SIGINT');
    expect((await command.ended).code).toBe(0);
  });

  it('keeps the table when the film fails', async () => {
    const csv = path.join(folder, 'kept.csv');
    const films = path.join(folder, 'films');
    mkdirSync(films);
    symlinkSync('/dev/full', path.join(films, `.a.gif.${process.pid}.part`));
    const film = ['--film', path.join(films, 'a.gif'), '--film-width', '480', '--film-fps', '1'];
    const args = ['--models', 'slim_pilotnet', '--csv', csv, ...film];
    const { code, stderr } = await run(['replay', bag, ...args]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/a\.gif: was not written: /) });
    expect(parse(readFileSync(csv), { columns: true })).toHaveLength(6);
    expect(readdirSync(films)).toEqual([]);
  });

  it.each([
    [['--film', '/proc/none/a.gif'], /a\.gif: cannot be written/],
    [['--film', 'none.gif', '--film-from', '90'], /cannot begin at --film-from 90/],
    [['--film', 'none.gif', '--film-fps', '60'], /a GIF has 50 images a second at most/],
  ])('finds that there can be no film before models run: %j', async (film, line) => {
    const csv = path.join(folder, 'early.csv');
    const args = ['--models', 'slim_pilotnet', '--csv', csv, ...film];
    const { code, stderr } = await run(['replay', bag, ...args]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(line) });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect([existsSync(csv), existsSync('none.gif')]).toEqual([false, false]);
  });

  it('opens no page for models where the bag has no images', async () => {
    const { code, stdout, stderr } = await run(['replay', noImages, '--models', 'pilotnet', '--live', '0']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^f1-brain: --models: .*no-images\.bag has no camera images.*\n$/);
  });

  it('refuses what it cannot do, in one line', async () => {
    const small = writeSmallModel();
    const cases: readonly (readonly [args: string[], code: number, line: RegExp])[] = [
      [[], 2, /missing required argument 'bag'/],
      [[bag, bag, bag], 2, /replay shows 2 bags side by side at most; 3 were given/],
      [
        [bag, bag, '--models', 'pilotnet'],
        2,
        /--models runs models over the images of one bag; 2 were given/,
      ],
      [[bag, '--csv', 'x.csv'], 2, /--csv is about what models answer; name them with --models/],
      [[bag, '--models', 'pilotnet', '--csv', bag], 2, /--csv .*drive\.bag: is a bag, which would be lost/],
      [[bag, '--models', 'pilotnet', '--csv', folder], 2, /--csv .*: is a folder; name a file/],
      [[bag, '--models', 'nobody'], 2, /--models nobody: /],
      [[bag, '--models', small], 2, /--models tiny: cannot answer the images of .*drive\.bag: /],
      [[noImages, '--models', 'pilotnet'], 2, /--models: .*no-images\.bag has no camera images/],
      [[path.join(folder, 'none.bag')], 6, /none\.bag: no such bag file/],
      [[bag, '--no-page', '--live'], 2, /--no-page and --live contradict each other/],
      [[bag, '--camera-topic', '/nothing'], 2, /has no topic \/nothing/],
    ];
    for (const [args, code, line] of cases) {
      const ended = await run(['replay', ...args, '--json']);
      expect({ args, code: ended.code, stderr: ended.stderr }).toEqual({
        args,
        code,
        stderr: expect.stringMatching(line),
      });
      expect(ended.stderr.trim().split('\n')).toHaveLength(1);
    }
  });
});
