import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadCircuit } from '../../src/circuit/load';
import { readCard } from '../../src/config/model-card';
import { decodeImage, encodePng, probeImage } from '../../src/image/codec';
import { temporaryFolder } from '../helpers/command-line';
import { beside, DriveBag } from '../helpers/drive-bag';
import { call, run } from '../helpers/in-process';
import { cameraBag } from '../saliency/support/camera-bag';
import { viewAt } from '../saliency/support/world-view';

let mockOnDraw: () => void = () => {};
jest.mock('../../src/saliency/picture/pictures', () => {
  const real = jest.requireActual('../../src/saliency/picture/pictures');
  const drawMoment = (...moment: unknown[]) => {
    mockOnDraw();
    return real.drawMoment(...moment);
  };
  return { ...real, drawMoment };
});

const MODEL = path.resolve('models', 'slim_pilotnet.onnx');

let folder: string;
let bag: string;
let image: string;
let noBag: string;
let noImages: string;
let noModel: string;
beforeAll(async () => {
  folder = temporaryFolder();
  const circuit = await loadCircuit('simple_circuit');
  bag = path.join(folder, 'drive.bag');
  // The worst is image 3; image 4 is in the same bend.
  const lateral_m = [0, 0.1, -0.2, 0.6, 0.55, 0.3];
  const shots = lateral_m.map((lateral, i) => ({
    time_s: 10 + 1.5 * i,
    s_m: 400 + 5 * i,
    lateral_m: lateral,
  }));
  const { sha256 } = readCard(MODEL);
  const model = { model: 'slim_pilotnet', model_sha256: sha256, model_path: '/elsewhere/slim_pilotnet.onnx' };
  writeFileSync(bag, cameraBag(circuit, shots, model));
  noBag = path.join(folder, 'no-bag.bag');
  writeFileSync(noBag, 'no bag at all');
  noImages = path.join(folder, 'no-images.bag');
  writeFileSync(noImages, new DriveBag().pose(beside(circuit, 400, 0), 1).bytes());
  noModel = writeNoModel();
  const { frame } = viewAt(circuit, 426, 0.7);
  image = path.join(folder, 'aside.png');
  writeFileSync(image, await encodePng({ width: 640, height: 480, channels: 3, data: frame.data }, 1));
});

/** A file that is no model, with a card that says it is one. */
function writeNoModel(): string {
  const file = path.join(folder, 'no-model.onnx');
  const content = 'no model at all';
  writeFileSync(file, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const card = readFileSync(MODEL.replace(/onnx$/, 'card.yml'), 'utf8');
  const named = card
    .replace(/^file: .*$/m, 'file: no-model.onnx')
    .replace(/^sha256: .*$/m, `sha256: ${sha256}`);
  writeFileSync(path.join(folder, 'no-model.card.yml'), named);
  return file;
}

describe('f1-brain explain', () => {
  it('draws the worst moments of a bag with the model that drove it', async () => {
    const out = path.join(folder, 'worst');
    const { code, stdout, stderr } = await run(['explain', bag, '--worst', '2', '--out', out, '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { models, frames, files } = JSON.parse(stdout);
    expect(models).toEqual([{ model: 'slim_pilotnet', method: 'visual-backprop', reason: null }]);
    expect(frames).toMatchObject([
      { file: null, index: 3, time_s: 4.5, driven: { v_mps: 10, w_radps: 3 } },
      { file: null, index: 5, time_s: 7.5, driven: { v_mps: 10, w_radps: 5 } },
    ]);
    expect(frames[0].deviation_m).toBeCloseTo(0.6, 2);
    const [told] = frames[0].models;
    expect(told).toMatchObject({
      model: 'slim_pilotnet',
      crop: { left: 0, top: 234, right: 640, bottom: 282 },
    });
    // The line is to the right, so the network looks there, and steers there.
    expect(told.focus_px.x).toBeGreaterThan(330);
    expect(told.w_radps).toBeLessThan(-0.5);
    expect(told.half_area_share).toBeLessThan(0.1);
    expect(readdirSync(out).sort()).toEqual([
      'film-strip.png',
      'frame-3-slim_pilotnet.png',
      'frame-5-slim_pilotnet.png',
    ]);
    expect(files).toHaveLength(3);
    expect(await probeImage(await readPng(out, 'frame-3-slim_pilotnet.png'))).toMatchObject({
      format: 'png',
      width: 1016,
      height: 880,
    });
  });

  it('lights up the line and shades what is not seen', async () => {
    const out = path.join(folder, 'pixels');
    await run(['explain', bag, '--frame', '0', '--out', out, '--models', MODEL]);
    const { data, width } = await decodeImage(await readPng(out, 'frame-0-slim_pilotnet.png'));
    // Image pixel [column, row] of 640x480, drawn 1.5 times as large below a title of 76.
    const at = (column: number, row: number) => {
      const place = 3 * ((76 + Math.round(1.5 * row)) * width + 28 + Math.round(1.5 * column));
      return [...data.subarray(place, place + 3)];
    };
    const [red, green, blue] = at(338, 262);
    expect(red).toBeGreaterThan(200);
    expect(green).toBeGreaterThan(150);
    expect(blue! < green!).toBe(true);
    // The same line below the crop is a dark red.
    const [shaded, less] = at(360, 400);
    expect(shaded).toBeLessThan(160);
    expect(less).toBeLessThan(80);
  });

  it('says why the map of an image without any contrast is empty', async () => {
    const grey = path.join(folder, 'grey.png');
    const data = new Uint8Array(3 * 640 * 480).fill(128);
    writeFileSync(grey, await encodePng({ width: 640, height: 480, channels: 3, data }, 1));
    const out = path.join(folder, 'grey');
    const { code, stdout } = await run([
      ...['explain', grey, '--models', MODEL, '--method', 'occlusion', '--out', out],
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      'grey.png: slim_pilotnet answers the same whichever part of the image is covered; v 6.62 m/s',
    );
  });

  it('explains images, a row for each model', async () => {
    const out = path.join(folder, 'images');
    const { code, stdout } = await run([
      ...[
        'explain',
        image,
        '--models',
        MODEL,
        'slim_pilotnet_int8',
        '--method',
        'occlusion',
        '--out',
        out,
        '--json',
      ],
    ]);
    expect(code).toBe(0);
    const { frames } = JSON.parse(stdout);
    expect(frames).toMatchObject([
      { file: 'aside.png', index: 0, time_s: null, deviation_m: null, driven: null },
    ]);
    expect(frames[0].models.map(({ model, method }: Record<string, string>) => [model, method])).toEqual([
      ['slim_pilotnet', 'occlusion'],
      ['slim_pilotnet_int8', 'occlusion'],
    ]);
    expect(frames[0].models[0].strongest.x_px).toBeGreaterThan(330);
    expect(readdirSync(out).sort()).toEqual([
      'aside.png-slim_pilotnet.png',
      'aside.png-slim_pilotnet_int8.png',
      'film-strip.png',
    ]);
  });

  it('ends on Ctrl-C while it draws, and says what is written', async () => {
    const out = path.join(folder, 'interrupted');
    const models = ['--models', MODEL, 'slim_pilotnet_int8'];
    const { signals, ended } = call(['explain', image, ...models, '--out', out]);
    mockOnDraw = () => signals.send('SIGINT');
    const { code, stdout, stderr } = await ended;
    mockOnDraw = () => {};
    expect({ code, stdout, stderr }).toEqual({
      code: 130,
      stdout: '',
      stderr: `f1-brain: interrupted: 1 of 3 files were written to ${out}\n`,
    });
    expect(readdirSync(out)).toEqual(['aside.png-slim_pilotnet.png']);
  });

  it.each([
    [() => [bag, '--frame', '6'], 2, /--frame 6: .*drive\.bag has 6 images, 0 to 5/],
    [() => [bag, '--at', '8'], 2, /--at 8: the images of .*drive\.bag last from 0 to 7\.50 s/],
    [() => [bag, image], 2, /drive\.bag: is a bag; explain one bag, or images, at a time/],
    [() => [image], 2, /name it with --models/],
    [() => [image, '--models', 'slim_pilotnet', '--worst', '3'], 2, /--worst chooses within a bag/],
    [
      () => [path.resolve('package.json'), '--models', 'slim_pilotnet'],
      2,
      /cannot be read as a bag or an image/,
    ],
    [() => [bag, '--models', 'pilotnett'], 2, /no such model in models\/ \(did you mean 'pilotnet'\?\);/],
    [() => [bag, '--models', noModel], 3, /no-model\.onnx: onnxruntime cannot load it/],
    [() => [noBag], 6, /no-bag\.bag: is not a rosbag/],
    [() => [noImages, '--models', 'slim_pilotnet'], 6, /no-images\.bag: has no camera images to look at/],
  ])('rejects wrong arguments in one line: %#', async (args, exitCode, message) => {
    const { code, stderr, stdout } = await run(['explain', ...args(), '--out', path.join(folder, 'none')]);
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

function readPng(out: string, name: string): Promise<Buffer> {
  return import('node:fs/promises').then(({ readFile }) => readFile(path.join(out, name)));
}
