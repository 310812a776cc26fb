import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { loadCircuit } from '../../../src/circuit/load';
import { Dataset } from '../../../src/models/dataset/dataset';
import { openTeacher } from '../../../src/models/dataset/drive/driver';
import type { DrivesPlan } from '../../../src/models/dataset/drive/episodes';
import { recordDrives } from '../../../src/models/dataset/drive/record-drives';
import { recordTestSet } from '../../../src/models/dataset/drive/record-test-set';
import { computeStatistics } from '../../../src/models/dataset/info/statistics';
import { writeRing } from '../../helpers/command-line';
import { DatasetFolder, rejectionOf } from '../../helpers/datasets';

const folder = new DatasetFolder();
const ring = loadCircuit(writeRing(folder.path));

/** Checksums of all files below a folder, by their path. */
function filesOf(root: string): Record<string, string> {
  const names = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    names.map(({ parentPath, name }) => {
      const file = path.join(parentPath, name);
      return [path.relative(root, file), createHash('sha1').update(readFileSync(file)).digest('hex')];
    }),
  );
}

async function record(name: string, changes: Partial<DrivesPlan> = {}): Promise<Dataset> {
  const plan: DrivesPlan = {
    folder: folder.file(name),
    circuits: [await ring],
    directions: ['forward', 'reverse'],
    frames: 21,
    seed: 1,
    disturb: 'pushes',
    openDriver: openTeacher,
    driverName: 'teacher',
    ...changes,
  };
  await recordDrives(plan);
  return Dataset.open(plan.folder);
}

describe('Drives in the built-in world', () => {
  test('are identical for the same seed, and different for another', async () => {
    await record('one');
    await record('same');
    await record('other', { seed: 2 });
    expect(filesOf(folder.file('same'))).toEqual(filesOf(folder.file('one')));
    const first = (set: string) => filesOf(folder.file(set))[path.join('ring_forward', '0.png')];
    expect(first('other')).not.toBe(first('one'));
  });

  test('distribute the images evenly over parts for each circuit and direction', async () => {
    const { parts } = await record('even');
    expect(parts.map(({ name, count }) => [name, count])).toEqual([
      ['ring_forward', 11],
      ['ring_reverse', 10],
    ]);
  });

  test('in one direction do not depend on the other parts', async () => {
    await record('both', { frames: 12 });
    await record('alone', { frames: 6, directions: ['reverse'] });
    const alone = filesOf(folder.file('alone', 'ring'));
    expect(filesOf(folder.file('both', 'ring_reverse'))).toEqual(alone);
    expect(Object.keys(alone)).toHaveLength(7);
  });

  test('turn left on a ring in forward direction and right in reverse', async () => {
    const { parts } = computeStatistics(await record('ways', { disturb: 'none', frames: 8 }));
    const [forward, reverse] = parts;
    // A radius of 8 m at v: w = v / 8.
    expect(forward!.w_radps.mean).toBeCloseTo(forward!.v_mps.mean / 8, 1);
    expect(reverse!.w_radps.mean).toBeCloseTo(-reverse!.v_mps.mean / 8, 1);
  });

  test('start off the line and are pushed off it if disturbed', async () => {
    const deviation = async (disturb: DrivesPlan['disturb']) => {
      const dataset = await record(`disturbed-${disturb}`, { disturb, frames: 60, directions: ['forward'] });
      const turns = dataset.samples.map(({ w_radps }) => w_radps);
      return { start: turns[0]!, late: computeStatistics(dataset).whole.w_radps.std };
    };
    const [none, starts, pushes] = [
      await deviation('none'),
      await deviation('starts'),
      await deviation('pushes'),
    ];
    expect(Math.abs(starts.start - none.start)).toBeGreaterThan(0.1);
    expect(pushes.start).toBe(starts.start);
    expect(pushes.late).toBeGreaterThan(none.late + 0.05);
  });

  test('start a new episode when the car is lost, and count those', async () => {
    let opened = 0;
    const parts = await recordDrives({
      folder: folder.file('lost'),
      circuits: [await ring],
      directions: ['forward'],
      frames: 40,
      seed: 1,
      disturb: 'none',
      // Straight ahead into the wall of the ring.
      openDriver: async () => {
        opened++;
        return { decide: () => ({ v_mps: 10, w_radps: 0 }), close: async () => {} };
      },
      driverName: 'blind',
    });
    expect(parts[0]!.lost).toBeGreaterThan(1);
    expect(parts[0]).toMatchObject({ count: 40, episodes: opened });
    const dataset = await Dataset.open(folder.file('lost'));
    expect(computeStatistics(dataset).whole.sequences).toBe(opened);
  });

  test('are described in dataset.json beside the parts', async () => {
    await record('origin', { frames: 2 });
    expect(JSON.parse(readFileSync(folder.file('origin', 'dataset.json'), 'utf8'))).toEqual({
      kind: 'drives',
      driver: 'teacher',
      circuits: ['ring'],
      directions: ['forward', 'reverse'],
      frames: 2,
      seed: 1,
      disturb: 'pushes',
      complete: true,
    });
  });

  test('spread over the steering show tighter bends than as many images of whole drives', async () => {
    const steering = async (name: string, changes: Partial<DrivesPlan>) => {
      const { samples, parts } = await record(name, { frames: 40, ...changes });
      expect(parts.map(({ count }) => count)).toEqual([20, 20]);
      return samples.map(({ w_radps }) => w_radps);
    };
    const [drives, spread] = [await steering('whole', {}), await steering('spread', { spread: 'steering' })];
    expect(Math.max(...spread)).toBeGreaterThan(Math.max(...drives) + 0.3);
    expect(Math.min(...spread)).toBeLessThan(Math.min(...drives) - 0.3);
    await record('spread-again', { frames: 40, spread: 'steering' });
    expect(filesOf(folder.file('spread-again'))).toEqual(filesOf(folder.file('spread')));
    expect(JSON.parse(readFileSync(folder.file('spread', 'dataset.json'), 'utf8'))).toMatchObject({
      spread: 'steering',
      complete: true,
    });
  });

  test('spread over the steering are labelled with the command of the pose that is shown', async () => {
    const seen: { readonly image: string; readonly w_radps: number }[] = [];
    for (const spread of ['drives', 'steering'] as const) {
      // So many images of whole drives hold all the poses that are driven through for a few images.
      const frames = spread === 'drives' ? 60 : 12;
      const plan = { frames, spread, directions: ['forward'], disturb: 'none' } as const;
      const { samples } = await record(`shown-${spread}`, plan);
      seen.push(
        ...samples.map(({ image, w_radps }) => ({
          image: createHash('sha1').update(readFileSync(image)).digest('hex'),
          w_radps,
        })),
      );
    }
    const common = seen.slice(60).filter(({ image }) => seen.slice(0, 60).some((one) => one.image === image));
    expect(common.length).toBeGreaterThan(0);
    for (const { image, w_radps } of common) {
      expect(seen.find((one) => one.image === image)!.w_radps).toBe(w_radps);
    }
  });

  test('that are interrupted leave a valid dataset', async () => {
    const stop = new AbortController();
    const dataset = await record('stopped', {
      frames: 400,
      signal: stop.signal,
      onProgress: (done) => done === 170 && stop.abort(),
    });
    expect(dataset.samples).toHaveLength(170);
    // Episodes of 160 images alternate: the other direction has begun.
    expect(dataset.parts.map(({ count }) => count)).toEqual([160, 10]);
    expect(JSON.parse(readFileSync(folder.file('stopped', 'dataset.json'), 'utf8')).complete).toBe(false);
  });

  test('without a working driver leave nothing behind', async () => {
    const failing = record('failing', {
      openDriver: async () => {
        throw new Error('no such brain');
      },
    });
    expect(await rejectionOf(failing)).toBe('Error: no such brain');
    expect(existsSync(folder.file('failing'))).toBe(false);
  });
});

describe('The test set', () => {
  const make = async (name: string, seed = 1) => {
    await recordTestSet({ folder: folder.file(name), circuits: [await ring], seed });
    return Dataset.open(folder.file(name));
  };

  test('is identical for the same seed', async () => {
    await make('set');
    await make('again');
    const other = await make('another', 2);
    expect(filesOf(folder.file('again'))).toEqual(filesOf(folder.file('set')));
    const dataset = await Dataset.open(folder.file('set'));
    expect(other.samples.map(({ w_radps }) => w_radps)).not.toEqual(
      dataset.samples.map(({ w_radps }) => w_radps),
    );
  });

  test('has segments of consecutive images along the whole lap', async () => {
    const dataset = await Dataset.open(folder.file('set'));
    expect(dataset.parts.map(({ name }) => name)).toEqual(['ring']);
    const begins = dataset.samples.flatMap((_, i) => (dataset.startsSequence(i) ? [i] : []));
    const lengths = begins.map((begin, i) => (begins[i + 1] ?? dataset.samples.length) - begin);
    expect(begins.length).toBeGreaterThan(1);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(8);
    const steps = dataset.samples.map(
      ({ timestamp }, i) => timestamp! - (dataset.samples[i - 1]?.timestamp ?? 0),
    );
    steps.forEach((step, i) => {
      if (!begins.includes(i)) expect(step).toBeCloseTo(0.05, 9);
    });
    // 50 m at 9 m/s: the last segment is in the second half of the lap.
    expect(dataset.samples.at(-1)!.timestamp).toBeGreaterThan(2.5);
  });
});
