import path from 'node:path';
import { loadCircuit } from '../../../src/circuit/load';
import { planExperiments } from '../../../src/experiment/plan/plan-experiments';
import { writeRing } from '../../helpers/command-line';
import { writeTinyModel } from '../../helpers/onnx-model';
import { ExperimentFolder, writeLap } from './files';

const folder = new ExperimentFolder();
writeRing(folder.path);
const follower = 'brains: line_follower\n';

describe('an experiment file', () => {
  it('needs a brain and nothing else', async () => {
    const { runs, name } = await planExperiments([folder.write(follower, 'least.yml')]);
    expect(name).toBe('least');
    expect(runs).toMatchObject([
      {
        experiment: 'least',
        brain: { name: 'line_follower', entry: null, module: null },
        model: null,
        provider: null,
        world: { kind: 'lockstep' },
        circuit: { name: 'simple_circuit', file: null },
        direction: 'forward',
        start: { kind: 'default' },
        repetition: 1,
        seed: 1,
        corruption: null,
        cameraTiming: {},
        laps: 1,
        timeout_s: null,
        recovery: null,
        record: { bag: true, images: 'none', compression: 'none', picture: true },
      },
    ]);
    expect(runs[0]!.key).toMatch(/^[0-9a-f]{64}$/);
  });

  it('gives the product of its lists, each run once', async () => {
    const { runs, workers } = await folder.plan(`
brains: [line_follower, pilotnet]
models: [slim_pilotnet, pilotnet_int8]
providers: [cpu, auto]
circuits: [simple_circuit, many_curves_no_wall]
directions: [forward, reverse]
starts: [default, {spread: 2}]
repetitions: 2
corruptions: [none, rain, {fog: [0.5, 2]}]
latency_ms: [5, 50]
compensation: [auto, off]
timeout_s: 90
workers: 3
`);
    // Without a network the line follower has neither models nor providers.
    const brains = 1 + 2 * 2;
    expect(runs).toHaveLength(brains * 2 * 2 * 3 * 2 * 4 * 2 * 2);
    expect(new Set(runs.map(({ key }) => key)).size).toBe(runs.length);
    expect(workers).toBe(3);
    const values = <T>(of: (run: (typeof runs)[number]) => T) =>
      [...new Set(runs.map((run) => JSON.stringify(of(run))))].sort();
    expect(values(({ corruption }) => corruption)).toEqual([
      'null',
      '{"name":"fog","strength":0.5}',
      '{"name":"fog","strength":2}',
      '{"name":"rain","strength":1}',
    ]);
    expect(values(({ cameraTiming }) => cameraTiming)).toEqual(['{"latency_ms":50}', '{}']);
    expect(values(({ compensation }) => compensation)).toEqual(['"auto"', '"off"']);
    expect(values(({ circuit }) => circuit.name)).toEqual(['"many_curves_no_wall"', '"simple_circuit"']);
  });

  it('interleaves brains: between two runs of a brain is one of each other, whatever the round', async () => {
    const { runs } = await folder.plan(
      'brains: [line_follower, pilotnet, slim_pilotnet]\ncircuits: [simple_circuit, many_curves]\nrepetitions: 3\n',
    );
    const places = Array.from({ length: 6 }, (_, i) => runs.slice(3 * i, 3 * i + 3));
    for (const place of places) {
      expect(new Set(place.map(({ brain }) => brain.name)).size).toBe(3);
      expect(new Set(place.map(({ circuit, repetition }) => `${circuit.name} ${repetition}`)).size).toBe(1);
    }
    const first = places.map(([run]) => run!.brain.name);
    // Simple_circuit in three rounds, and both circuits in the first.
    expect(new Set([first[0], first[2], first[4]]).size).toBe(3);
    expect(first[0]).not.toBe(first[1]);
    expect(runs.map(({ repetition }) => repetition)).toEqual(runs.map(({ repetition }) => repetition).sort());
  });

  it('takes brains, models, circuits and timing files beside it', async () => {
    const tiny = writeTinyModel();
    folder.write('Behaviors: {Robot: {BrainPath: own.js}}\n', 'mine/own.yml');
    folder.write('module.exports = {};\n', 'mine/own.js');
    folder.write('Behaviors: {Robot: {BrainPath: network}}\n', 'mine/net.yml');
    folder.write('stamp_s,age_s\n0,0.01\n0.05,0.02\n', 'mine/timing.csv');
    const { runs, remarks } = await folder.plan(
      `brains: [mine/own.yml, mine/net.yml]\nmodels: ${tiny.modelFile}\ncircuits: ring.yml\ncamera_timing: [none, mine/timing.csv]\n`,
    );
    expect(runs).toHaveLength(4);
    const own = runs.find(({ brain }) => brain.name === 'own')!;
    expect(own.brain.module).toMatchObject({ path: path.join(folder.path, 'mine/own.js') });
    expect(own).toMatchObject({
      model: null,
      circuit: { file: { path: path.join(folder.path, 'ring.yml') } },
    });
    const net = runs.find(({ brain, timingFile }) => brain.name === 'net' && timingFile !== null)!;
    expect(net.model).toMatchObject({ name: 'tiny', path: tiny.modelFile });
    expect(net.timingFile).toMatchObject({ path: path.join(folder.path, 'mine/timing.csv') });
    expect(net.cameraTiming).toEqual({ cameraTiming: path.join(folder.path, 'mine/timing.csv') });
    expect(remarks.join('\n')).toContain("own.js: the runs' keys cover this file, not what it imports");
  });

  it('drives generated circuits without files, whatever files the user has', async () => {
    process.env.F1_BRAIN_CIRCUITS = path.join(folder.path, 'own');
    folder.write('name: generated_14\n', 'own/generated_14.yml');
    try {
      const { runs } = await folder.plan(`${follower}circuits: ['generated:14', generated_15_no_wall]\n`);
      expect(runs.map(({ circuit }) => circuit)).toEqual([
        { name: 'generated_14', file: null },
        { name: 'generated_15_no_wall', file: null },
      ]);
    } finally {
      delete process.env.F1_BRAIN_CIRCUITS;
    }
  });

  it('pairs perfect laps with circuits, and refuses one of another circuit', async () => {
    await writeLap('simple_circuit', path.join(folder.path, 'simple.bag'));
    await writeLap('many_curves', path.join(folder.path, 'many.bag'));
    const paired = (laps: string) =>
      `${follower}circuits: [simple_circuit, many_curves, simple.bag]\nperfect_laps: [${laps}, simple.bag]\n`;
    const { runs } = await folder.plan(paired('simple.bag, many.bag'));
    expect(runs.map(({ circuit, perfectLap }) => `${circuit.name} ${perfectLap?.name}`)).toEqual([
      'simple_circuit simple',
      'many_curves many',
      'simple simple',
    ]);
    expect(runs[2]!.circuit.file).toEqual(runs[2]!.perfectLap);
    expect(await folder.problems(paired('many.bag, simple.bag'))).toEqual([
      'perfect_laps has many.bag, a lap of another circuit than simple_circuit',
      'perfect_laps has simple.bag, a lap of another circuit than many_curves',
    ]);
  });

  it('lists starts: the default, poses, rows, random ones by number, spread evenly', async () => {
    folder.write('x_m,y_m,yaw_rad\n53.4,-10.7,-1.57\n53.5,-14,-1.5\n', 'starts.csv');
    const { runs } = await folder.plan(
      `${follower}starts: [default, {random: 2}, {spread: 3}, {file: starts.csv}, {poses: [[53.4, -12, -1.57]]}]\n`,
    );
    expect(runs.map(({ start }) => (start.kind === 'pose' ? start.name : start.kind))).toEqual([
      'default',
      'random 1',
      'random 2',
      'spread 1 of 3',
      'spread 2 of 3',
      'spread 3 of 3',
      'row 1',
      'row 2',
      'pose 1',
    ]);
    const circuit = await loadCircuit('simple_circuit');
    const along = runs.slice(3, 6).map(({ start }) => {
      if (start.kind !== 'pose') throw new Error('not a pose');
      return circuit.project(start.x_m, start.y_m);
    });
    const third_m = circuit.length_m / 3;
    for (const [i, { s_m, lateral_m }] of along.entries()) {
      const ahead_m = (s_m - along[0]!.s_m + circuit.length_m) % circuit.length_m;
      expect(ahead_m).toBeCloseTo(i * third_m, 2);
      expect(lateral_m).toBeCloseTo(0, 3);
    }
  });

  it('draws a start for each repetition where starts is random, the same for all brains', async () => {
    const { runs, remarks } = await folder.plan(
      'brains: [line_follower, pilotnet]\nstarts: random\nrepetitions: 3\n',
    );
    expect(runs.map(({ start }) => (start.kind === 'pose' ? start.name : ''))).toEqual(
      [1, 1, 2, 2, 3, 3].map((seed) => `random ${seed}`),
    );
    expect(remarks).toEqual([]);
  });

  it('says that repetitions in lockstep hardly differ where nothing is drawn by their seeds', async () => {
    const said = /a seed changes the road's texture and the pixel noise here and nothing else/;
    const remarks = async (text: string) =>
      (await folder.plan(`${follower}repetitions: 2\n${text}`)).remarks.join();
    expect(await remarks('')).toMatch(said);
    for (const drawn of [
      'corruptions: rain',
      'camera_jitter_ms: 5',
      'frame_drop: 0.1',
      'starts: random',
      'world: ros',
    ]) {
      expect(await remarks(drawn)).not.toMatch(said);
    }
  });

  it('has the seeds that it lists', async () => {
    const { runs } = await folder.plan(`${follower}seeds: [7, 3]\n`);
    expect(runs.map(({ repetition, seed }) => [repetition, seed])).toEqual([
      [1, 7],
      [2, 3],
    ]);
    const from = await folder.plan(`${follower}seeds: 5\nrepetitions: 2\n`);
    expect(from.runs.map(({ seed }) => seed)).toEqual([5, 6]);
  });

  it("keeps the brain's own corruption, unless it names others", async () => {
    folder.write(
      'Behaviors: {Robot: {BrainPath: line_follower, Parameters: {ImageTranform: snow}}}\n',
      'snow.yml',
    );
    const corruptions = async (text: string) =>
      (await folder.plan(`brains: snow.yml\n${text}`)).runs.map(({ corruption }) => corruption?.name ?? null);
    expect(await corruptions('')).toEqual(['snow']);
    expect(await corruptions('corruptions: [none, rain]')).toEqual([null, 'rain']);
  });

  it('leaves out what is as it is by default, so that one run has one key', async () => {
    const keys = async (text: string) => (await folder.plan(`${follower}${text}`)).runs.map(({ key }) => key);
    const plain = await keys('');
    expect(
      await keys(
        'latency_ms: 5\ncamera_rate_hz: 20\ncamera_jitter_ms: 0\nframe_drop: 0\ncamera_stall: none\n',
      ),
    ).toEqual(plain);
    expect(await keys('corruptions: {rain: 0}')).toEqual(plain);
    expect(await keys('latency_ms: 6')).not.toEqual(plain);
  });

  it('takes stalls, several of them in one condition', async () => {
    const { runs } = await folder.plan(
      `${follower}camera_stall: [none, {duration_s: 1}, [{duration_s: 1, at_s: 3}, {duration_s: 2, at_s: 9}]]\n`,
    );
    expect(runs.map(({ cameraTiming }) => cameraTiming.cameraStall?.length ?? 0)).toEqual([0, 1, 2]);
  });

  it('drives in Gazebo from launch files', async () => {
    const worlds = async (text: string) =>
      (await folder.plan(`${follower}world: gazebo\n${text}`)).runs.map(({ circuit, world }) => [
        circuit.name,
        world,
      ]);
    expect(await worlds('circuits: [simple_circuit, many_curves]')).toEqual([
      ['simple_circuit', { kind: 'gazebo', launch: 'simple_circuit' }],
      ['many_curves', { kind: 'gazebo', launch: 'many_curves' }],
    ]);
    expect(await worlds('launch: /opt/x/many_curves_no_wall.launch')).toEqual([
      ['many_curves_no_wall', { kind: 'gazebo', launch: '/opt/x/many_curves_no_wall.launch' }],
    ]);
    const own = folder.write('<launch/>', 'worlds/many_curves.launch');
    const beside = folder.write('<launch/>', 'montreal_line.launch');
    const found = '$(find jderobot_assets)/launch/montmelo_line.launch';
    expect(
      await worlds(
        `launch: [worlds/many_curves.launch, montreal_line.launch, simple_circuit.launch, "${found}"]`,
      ),
    ).toEqual([
      ['many_curves', { kind: 'gazebo', launch: own }],
      ['montreal_line', { kind: 'gazebo', launch: beside }],
      ['simple_circuit', { kind: 'gazebo', launch: 'simple_circuit.launch' }],
      ['montmelo_line', { kind: 'gazebo', launch: found }],
    ]);
  });

  it('reads what is recorded, recovery and laps', async () => {
    const { runs } = await folder.plan(
      `${follower}record: {images: jpeg, picture: false}\nrecovery: reset\nrecovery_limit: 3\nlaps: 2\ncar: multicamera\n`,
    );
    expect(runs).toMatchObject([
      {
        record: { bag: true, images: 'jpeg', compression: 'none', picture: false },
        recovery: { kind: 'reset', limit: 3 },
        laps: 2,
        car: 'multicamera',
      },
    ]);
    const none = await folder.plan(`${follower}record: false\n`);
    expect(none.runs[0]!.record).toMatchObject({ bag: false, picture: false });
  });
});
