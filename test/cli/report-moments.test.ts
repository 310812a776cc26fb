import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadCircuit } from '../../src/circuit/load';
import { explainRuns } from '../../src/cli/report-moments';
import { readCard } from '../../src/config/model-card';
import { openStore } from '../../src/experiment/store/open-store';
import { decodeImage, probeImage } from '../../src/image/codec';
import { readRuns } from '../../src/measure/report/input/read-runs';
import { lapStatistics, plannedRun, runResult } from '../experiment/run/run-results';
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

interface StoredRun {
  readonly name: string;
  readonly images: 'none' | 'jpeg';
  readonly farthest_m: number;
  readonly bag: string;
  /** Default: the one that drove the bag. */
  readonly model?: null;
}

/** A store of finished runs of one brain, each with its bag. */
function fill(store: string, runs: readonly StoredRun[]): void {
  const opened = openStore(store, { create: true });
  const own = { name: 'slim_pilotnet', path: '/elsewhere/slim_pilotnet.onnx', sha256, card_sha256: 'cd' };
  const brain = { ...plannedRun().brain, name: 'mine' };
  for (const { name, images, farthest_m, bag: recorded, model = own } of runs) {
    const record = { ...plannedRun().record, bag: true, images };
    const planned = plannedRun(name, { brain, model, record });
    opened.plan([planned]);
    const claimed = opened.claim(new Set([planned.key]))!;
    copyFileSync(recorded, path.join(claimed.folder, 'run.bag'));
    const statistics = { ...lapStatistics, position_deviation_max_m: farthest_m };
    opened.finish(claimed, runResult(planned, { statistics }));
  }
  opened.close();
}

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

  it('are those of one run of each network in the report of an experiment', async () => {
    const store = path.join(folder, 'store');
    // Farther from the line, but without images; and nothing that a network drove.
    fill(store, [
      { name: 'a', images: 'jpeg', farthest_m: 0.5, bag },
      { name: 'b', images: 'none', farthest_m: 0.9, bag },
      { name: 'c', images: 'jpeg', farthest_m: 0.4, bag: foreign },
      { name: 'd', images: 'jpeg', farthest_m: 0.7, bag, model: null },
    ]);
    const out = path.join(folder, 'experiment-report');
    const { code, stderr } = await run(['report', store, '--moments', '2', '--out', out]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const page = readFileSync(path.join(out, 'report.html'), 'utf8');
    expect(page).toMatch(/Worst moments<.*<h3>mine · slim_pilotnet on simple_circuit<\/h3>/s);
    expect(page.match(/<img src="data:image\/jpeg/g)).toHaveLength(2);
    expect(page).toContain('frame 2 at 4.00 s: 0.50 m left of the line');
    const [strip] = readdirSync(path.join(out, 'moments'));
    expect(strip).toMatch(/^simple_circuit-forward-mine-slim_pilotnet-r1-\w+\.png$/);

    const none = path.join(folder, 'no-moments');
    expect((await run(['report', store, '--moments', '0', '--out', none])).code).toBe(0);
    expect(readFileSync(path.join(none, 'report.html'), 'utf8')).not.toContain('Worst moments');
  });

  it('are said to be missing where an experiment recorded no images', async () => {
    const store = path.join(folder, 'store-without');
    fill(store, [{ name: 'a', images: 'none', farthest_m: 0.5, bag }]);
    const out = path.join(folder, 'report-without');
    expect((await run(['report', store, '--out', out])).code).toBe(0);
    expect(readFileSync(path.join(out, 'report.html'), 'utf8')).toMatch(
      /Worst moments<.*Not drawn: .* none has a bag with camera images here/s,
    );
    expect(existsSync(path.join(out, 'moments'))).toBe(false);
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
