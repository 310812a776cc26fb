import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isKnownWorld, loadCircuit } from '../../../src/circuit/load';
import { readBrain } from '../../../src/config/brain-file';
import { knownCircuit, lapCircuit } from '../../../src/session/setup/known-circuit';
import { writeRing } from '../../helpers/command-line';
import { beside, DriveBag } from '../../helpers/drive-bag';
import { run } from '../../helpers/in-process';

/** BehaviorMetrics' own files. */
const SHARED = path.join(__dirname, '../../../../shared/behaviormetrics');
const shared = existsSync(SHARED) ? readdirSync(SHARED) : [];
const GAZEBO = '/opt/jderobot/share/jderobot/gazebo/launch';
const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-known-circuit-'));
const elsewhere = mkdtempSync(path.join(tmpdir(), 'f1-brain-elsewhere-'));

/** A file of BehaviorMetrics that names a world and a perfect lap. */
function theirs(world: string | null, perfectLap: string | null): string {
  const file = path.join(folder, 'theirs.yml');
  writeFileSync(
    file,
    [
      'Behaviors:',
      '  Robot: {BrainPath: brains/gazebo/f1/brain_f1_opencv.py, Type: f1}',
      ...(world === null ? [] : [`  Simulation: {World: ${world}}`]),
      ...(perfectLap === null ? [] : [`  Stats: {Out: ./, PerfectLap: ${perfectLap}}`]),
    ].join('\n'),
  );
  return file;
}

async function choose(
  choice: typeof lapCircuit | typeof knownCircuit,
  file: string,
  asked: string | null = null,
) {
  const warnings: string[] = [];
  const circuit = asked === null ? undefined : asked;
  const configuration = readBrain(file, circuit === undefined ? {} : { circuit });
  const named = await choice(asked, configuration, { warn: (line) => warnings.push(line) });
  return { name: named?.circuit.name, lap: named?.perfectLap, warnings };
}

/** A recorded lap half a metre beside a circuit's line. */
async function writeLap(file: string, name: string): Promise<void> {
  const circuit = await loadCircuit(name);
  const bag = new DriveBag();
  for (let s_m = 0; s_m <= circuit.length_m; s_m += 0.5) bag.pose(beside(circuit, s_m, 0.5), s_m / 10);
  writeFileSync(file, bag.bytes());
}

beforeAll(async () => {
  mkdirSync(path.join(folder, 'laps'));
  await writeLap(path.join(folder, 'laps', 'many.bag'), 'many_curves');
  await writeLap(path.join(elsewhere, 'simple.bag'), 'simple_circuit');
});

describe('the circuit of a lap', () => {
  it.each([
    [`${GAZEBO}/many_curves.launch`, 'many_curves'],
    [`[${GAZEBO}/montreal_line.launch]`, 'montreal_line'],
    ['simple_circuit_no_wall', 'simple_circuit_no_wall'],
    ['generated:14', 'generated_14'],
  ])('is the World of the file: %s', async (world, name) => {
    expect(await choose(lapCircuit, theirs(world, null))).toEqual({ name, lap: null, warnings: [] });
  });

  it('is said to be drawn as its base where the world has what is not drawn', async () => {
    const { name, warnings } = await choose(lapCircuit, theirs('simple_circuit_basic.launch', null));
    expect(name).toBe('simple_circuit_basic');
    expect(warnings).toEqual([expect.stringContaining('the built-in world draws simple_circuit: ')]);
  });

  it('is simple_circuit where the file names none', async () => {
    expect(await choose(lapCircuit, theirs(null, null))).toMatchObject({
      name: 'simple_circuit',
      warnings: [],
    });
  });

  it.each([`${GAZEBO}/monaco_line.launch`, `${GAZEBO}/car_1_junction.launch`])(
    'is simple_circuit, and that is said, where World is none of ours: %s',
    async (world) => {
      const { name, warnings } = await choose(lapCircuit, theirs(world, null));
      expect(name).toBe('simple_circuit');
      expect(warnings).toEqual([
        expect.stringContaining(`theirs.yml: World is '${world}', which is no circuit of the built-in world`),
      ]);
      expect(warnings[0]).toMatch(
        /driving simple_circuit instead: name another circuit, or learn it \(f1-brain circuit learn\)$/,
      );
    },
  );

  it("is one of the user's own, by name or by its file beside the YAML", async () => {
    const own = path.join(folder, 'own');
    mkdirSync(own, { recursive: true });
    writeFileSync(
      path.join(own, 'monaco_line.yml'),
      readFileSync(writeRing(own), 'utf8').replace('ring', 'monaco_line'),
    );
    process.env.F1_BRAIN_CIRCUITS = own;
    try {
      for (const world of ['monaco_line', `${GAZEBO}/monaco_line.launch`, 'own/monaco_line.yml']) {
        const expected = { name: 'monaco_line', lap: null, warnings: [] };
        expect(await choose(lapCircuit, theirs(world, null))).toEqual(expected);
        expect(await choose(knownCircuit, theirs(world, null))).toEqual(expected);
      }
      expect((await choose(lapCircuit, theirs('monaco_line_no_wall', null))).name).toBe(
        'monaco_line_no_wall',
      );
    } finally {
      delete process.env.F1_BRAIN_CIRCUITS;
    }
  });

  it('is another, and that is said, where the file of World is broken', async () => {
    writeFileSync(path.join(folder, 'broken.yml'), 'name: broken\n');
    const { name, warnings } = await choose(lapCircuit, theirs('broken.yml', null));
    expect(name).toBe('simple_circuit');
    expect(warnings).toEqual([expect.stringMatching(/broken\.yml: .*; driving simple_circuit instead$/)]);
    expect((await choose(knownCircuit, theirs('broken.yml', null))).warnings).toHaveLength(1);
  });

  it('is World, with its perfect lap beside the file', async () => {
    const lap = path.join(folder, 'laps', 'many.bag');
    const file = theirs('many_curves.launch', './laps/many.bag');
    expect(await choose(lapCircuit, file)).toEqual({ name: 'many_curves', lap, warnings: [] });
  });

  it('is that of the perfect lap where World is none of ours', async () => {
    const { name, lap, warnings } = await choose(lapCircuit, theirs('monaco_line', 'laps/many.bag'));
    expect([name, lap]).toEqual(['many', path.join(folder, 'laps', 'many.bag')]);
    expect(warnings).toEqual([expect.stringMatching(/driving .*many\.bag instead/)]);
  });

  it('says that a perfect lap is of another circuit, and leaves it alone', async () => {
    const { name, lap, warnings } = await choose(lapCircuit, theirs('simple_circuit', 'laps/many.bag'));
    expect([name, lap]).toEqual(['simple_circuit', null]);
    expect(warnings).toEqual([
      expect.stringMatching(/many\.bag is a lap of another circuit than simple_circuit/),
    ]);
  });

  it('says where a perfect lap that is missing was looked for', async () => {
    const { name, lap, warnings } = await choose(
      lapCircuit,
      theirs('simple_circuit', './perfect_bags/lap.bag'),
    );
    expect([name, lap]).toEqual(['simple_circuit', null]);
    const places = [folder, process.cwd()].map((place) => path.join(place, 'perfect_bags', 'lap.bag'));
    expect(warnings).toEqual([
      expect.stringContaining(
        `theirs.yml: PerfectLap ./perfect_bags/lap.bag was not found; looked for ${places.join(' and ')}`,
      ),
    ]);
  });

  it('is what was asked for, whatever the file names', async () => {
    const file = theirs(`[${GAZEBO}/many_curves.launch, ${GAZEBO}/montreal_line.launch]`, '[a.bag, b.bag]');
    expect(await choose(lapCircuit, file, 'nurburgring_line')).toEqual({
      name: 'nurburgring_line',
      lap: null,
      warnings: [],
    });
  });

  it('that was asked for keeps the perfect lap of the file where it is one of it', async () => {
    const file = theirs('simple_circuit', 'laps/many.bag');
    const same = await choose(lapCircuit, file, 'many_curves');
    expect([path.basename(same.lap!), same.warnings]).toEqual(['many.bag', []]);
    const another = await choose(lapCircuit, file, 'montreal_line');
    expect(another.lap).toBeNull();
    expect(another.warnings).toEqual([expect.stringMatching(/lap of another circuit than montreal_line/)]);
  });
});

describe('the circuit that a node measures against', () => {
  it.each([
    [`${GAZEBO}/simple_circuit.launch`, 'simple_circuit'],
    ['montmelo_no_red_line_no_wall', 'montmelo_line_no_red_line_no_wall'],
    [`${GAZEBO}/nurburgring_no_red_line.launch`, 'nurburgring_line_no_red_line'],
  ])('is World: %s', async (world, name) => {
    expect(await choose(knownCircuit, theirs(world, null))).toEqual({ name, lap: null, warnings: [] });
  });

  it('is World also where its perfect lap is there, which only BehaviorMetrics uses', async () => {
    const lap = path.join(folder, 'laps', 'many.bag');
    const file = theirs('many_curves.launch', 'laps/many.bag');
    expect(await choose(knownCircuit, file)).toEqual({ name: 'many_curves', lap, warnings: [] });
  });

  it('is the perfect lap where World is none of ours, in the working directory too', async () => {
    const before = process.cwd();
    process.chdir(elsewhere);
    try {
      const { name, lap, warnings } = await choose(knownCircuit, theirs('monaco_line', './simple.bag'));
      expect([name, lap, warnings]).toEqual(['simple', path.join(process.cwd(), 'simple.bag'), []]);
    } finally {
      process.chdir(before);
    }
  });

  it('is the perfect lap where that is a lap of another circuit, which is said', async () => {
    const { name, warnings } = await choose(knownCircuit, theirs('simple_circuit', 'laps/many.bag'));
    expect(name).toBe('many');
    expect(warnings).toEqual([
      expect.stringMatching(
        /World is simple_circuit, and PerfectLap .*many\.bag is a lap of another circuit/,
      ),
    ]);
  });

  it('is World where the perfect lap is missing, and none where World is none of ours', async () => {
    const { name, warnings } = await choose(knownCircuit, theirs('many_curves', 'gone.bag'));
    expect([name, warnings.length]).toEqual(['many_curves', 1]);
    const unknown = await choose(knownCircuit, theirs('monaco_line', null));
    expect(unknown).toMatchObject({
      name: undefined,
      warnings: [expect.stringMatching(/'monaco_line' is unknown/)],
    });
  });
});

const ofTheCar = shared.filter((file) => !file.includes('drone'));
(ofTheCar.length > 0 ? describe : describe.skip)("BehaviorMetrics' own files", () => {
  it.each(ofTheCar)('%s names worlds that are known', (file) => {
    const text = readFileSync(path.join(SHARED, file), 'utf8');
    const worlds = (/^ *World: *(.*)$/m.exec(text)?.[1] ?? '').match(/[\w/]+\.launch/g) ?? [];
    expect(worlds.filter(isKnownWorld)).toEqual(worlds);
    expect(worlds.length).toBeGreaterThan(0);
  });

  it('need no --circuit', async () => {
    const { name } = await choose(knownCircuit, path.join(SHARED, 'default.yml'));
    expect(name).toBe('simple_circuit');
  });
});

describe('f1-brain lap FILE', () => {
  it('drives in the World of the file', async () => {
    writeFileSync(
      path.join(folder, 'straight.js'),
      'module.exports = () => ({decide: () => ({v_mps: 20, w_radps: 0})});',
    );
    const file = path.join(folder, 'straight.yml');
    writeFileSync(
      file,
      'Behaviors:\n  Robot: {BrainPath: ./straight.js}\n  Simulation: {World: many_curves.launch}\n',
    );
    const out = path.join(folder, 'out');
    const ended = await run(['lap', file, '--world', 'lockstep', '--no-record', '--json', '--out', out]);
    expect(JSON.parse(ended.stdout)).toMatchObject({ circuit: 'many_curves', completed: false });
  });
});
