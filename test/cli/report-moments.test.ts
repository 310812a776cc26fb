import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadCircuit } from '../../src/circuit/load';
import { explainRuns } from '../../src/cli/report-moments';
import { readCard } from '../../src/config/model-card';
import { decodeImage, probeImage } from '../../src/image/codec';
import { readRuns } from '../../src/measure/report/input/read-runs';
import { temporaryFolder } from '../helpers/command-line';
import { run } from '../helpers/in-process';
import { cameraBag } from '../saliency/support/camera-bag';

let mockFailure: Error | null = null;
jest.mock('../../src/saliency/picture/pictures', () => {
  const real = jest.requireActual('../../src/saliency/picture/pictures');
  const drawFilmStrip = (...moments: unknown[]) =>
    mockFailure === null ? real.drawFilmStrip(...moments) : Promise.reject(mockFailure);
  return { ...real, drawFilmStrip };
});

const { sha256 } = readCard(path.resolve('models', 'slim_pilotnet.onnx'));

let folder: string;
let bag: string;
let foreign: string;
beforeAll(async () => {
  folder = temporaryFolder();
  const circuit = await loadCircuit('simple_circuit');
  const lateral_m = [0, 0.1, 0.5, 0.2, -0.4];
  const shots = lateral_m.map((lateral, i) => ({ time_s: 10 + 2 * i, s_m: 400 + 5 * i, lateral_m: lateral }));
  const write = (name: string, model_sha256: string, count: number) => {
    const file = path.join(folder, name);
    const model = { model: 'slim_pilotnet', model_sha256, model_path: '/elsewhere/slim_pilotnet.onnx' };
    writeFileSync(file, cameraBag(circuit, shots.slice(0, count), model));
    return file;
  };
  bag = write('drive.bag', sha256, 5);
  foreign = write('foreign.bag', '0'.repeat(64), 2);
});

describe('worst moments in a report', () => {
  it('are in its page and its folder', async () => {
    const out = path.join(folder, 'report');
    const { code, stderr } = await run(['report', bag, '--moments', '2', '--out', out]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const page = readFileSync(path.join(out, 'report.html'), 'utf8');
    const images = [...page.matchAll(/<img src="data:image\/jpeg;base64,([^"]+)"[^>]* alt="([^"]+)"/g)];
    expect(images.map(([, , alt]) => alt)).toEqual([
      expect.stringMatching(
        /^Camera image, frame 2 at 4\.00 s: 0\.50 m left of the line; v .* of slim_pilotnet$/,
      ),
      expect.stringMatching(/^Camera image, frame 4 at 8\.00 s: 0\.40 m right of the line; v/),
    ]);
    const picture = await decodeImage(Buffer.from(images[0]![1]!, 'base64'));
    expect(picture).toMatchObject({ width: 480, height: 360, channels: 3 });
    const strip = readFileSync(path.join(out, 'moments', 'drive.png'));
    expect(await probeImage(strip)).toMatchObject({ format: 'png', width: 2 * 28 + 2 * 320 + 14 });
  });

  it('are left out with the reason, or where nobody wants them', async () => {
    const { runs } = await readRuns([foreign], { series: false });
    const [only] = runs;
    const silent = { onProgress: () => {}, onFailed: () => {} };
    expect((await explainRuns(runs, 4, {}, silent)).get(only!)).toBe(
      "its model 'slim_pilotnet' was not found here",
    );
    expect((await explainRuns(runs, 0, {}, silent)).size).toBe(0);
  });

  it('are left out, with a warning, where a library fails; the report is written', async () => {
    const out = path.join(folder, 'without');
    mockFailure = new Error('VipsJpeg: out of memory\nat some place');
    const { code, stderr } = await run(['report', bag, '--moments', '1', '--out', out]);
    mockFailure = null;
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'f1-brain: warning: drive: its worst moments could not be drawn: VipsJpeg: out of memory\n',
    });
    const page = readFileSync(path.join(out, 'report.html'), 'utf8');
    expect(page).toContain('Not drawn: VipsJpeg: out of memory.');
  });
});
