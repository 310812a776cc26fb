import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { circuitNames, isKnownWorld, loadCircuit } from '../../src/circuit/load';
import { undrawnNote, worldName } from '../../src/circuit/variants';
import { ConfigurationError } from '../../src/errors';
import { circlePoints } from './ring';

const FOLDER = mkdtempSync(path.join(tmpdir(), 'circuit-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const POINTS = `points:\n${circlePoints(8, 16)
  .map(([x, y]) => `  - [${x}, ${y}]`)
  .join('\n')}\n`;

function write(name: string, text: string): string {
  const file = path.join(FOLDER, name);
  writeFileSync(file, text);
  return file;
}

async function complaint(nameOrPath: string): Promise<string> {
  const error = await loadCircuit(nameOrPath).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConfigurationError);
  const { message } = error as Error;
  expect(message).not.toContain('\n');
  return message;
}

describe('Loading a circuit', () => {
  it.each([
    ['montmelo_no_red_line', 'montmelo_line_no_red_line'],
    ['montmelo_white_line', 'montmelo_line_white_line'],
    ['montmelo_white_road_no_wall', 'montmelo_line_no_wall_white_road'],
    ['/opt/launch/montreal_no_red_line_no_wall.launch', 'montreal_line_no_red_line_no_wall'],
    ['nurburgring_no_red_line', 'nurburgring_line_no_red_line'],
    ['montmelo_line_no_wall', 'montmelo_line_no_wall'],
    ['montmelo_white_road_no_red_line', 'montmelo_line_no_red_line_white_road'],
    ['f1/worlds/montmelo_line_no_sun.world', 'montmelo_line_no_sun'],
    ['nurburgring', 'nurburgring_line'],
    ['simple_circuit_no_wall_f1multicameralaser', 'simple_circuit_f1multicameralaser_no_wall'],
    ['custom/simple_circuit_rotate_up.launch', 'simple_circuit_rotate_up'],
  ])("knows JdeRobot's variant %s, whose name lacks the end of the circuit's", async (world, name) => {
    expect((await loadCircuit(world)).name).toBe(name);
  });

  it('is drawn as a world without what the built-in world does not know, which is said', async () => {
    const basic = await loadCircuit('simple_circuit_basic_no_wall');
    expect(basic.look).toEqual((await loadCircuit('simple_circuit_no_wall')).look);
    expect(undrawnNote('/opt/launch/simple_circuit_no_wall_f1multicameralaser.launch')).toBe(
      'the built-in world draws simple_circuit_no_wall: it does not know a car with other sensors',
    );
    expect(undrawnNote('simple_circuit_no_wall')).toBeNull();
    expect(isKnownWorld('many_curves_basic')).toBe(false);
  });

  it.each([
    ['generated:14', 'generated_14'],
    ['generated_14', 'generated_14'],
    ['generated:14_no_sun_no_wall', 'generated_14_no_sun_no_wall'],
  ])('makes the generated circuit %s', async (asked, name) => {
    const circuit = await loadCircuit(asked);
    expect(circuit.name).toBe(name);
    expect(circuit.length_m).toBeCloseTo(443.05, 1);
    expect(circuit.look.leftWall === null).toBe(asked.includes('no_wall'));
    expect(isKnownWorld(asked)).toBe(true);
    expect(worldName(asked)).toBe(name);
  });

  it.each([
    'generated',
    'generated:',
    'generated:abc',
    'generated:-1',
    'generated:4294967296',
    'generated:1.5',
  ])('says of %s what a seed is', async (asked) => {
    expect(await complaint(asked)).toBe(
      `Circuit '${asked}' has no seed: use a whole number from 0 to 4294967295, as in generated:17`,
    );
    expect(isKnownWorld(asked)).toBe(false);
  });

  it('finds the five circuits by name', () => {
    expect(circuitNames()).toEqual([
      'many_curves',
      'montmelo_line',
      'montreal_line',
      'nurburgring_line',
      'simple_circuit',
    ]);
  });

  it.each([
    ['simple_circuit', 428.7],
    ['many_curves', 793.7],
    ['montreal_line', 1433.1],
    ['montmelo_line', 737.4],
    ['nurburgring_line', 554.7],
  ])('%s is %d m long', async (name, length_m) => {
    const circuit = await loadCircuit(name);
    expect(Math.abs(circuit.length_m / length_m - 1)).toBeLessThan(0.003);
    const start = circuit.project(circuit.start.x_m, circuit.start.y_m);
    expect(Math.abs(start.lateral_m)).toBeLessThan(0.05);
    const ahead = circuit.pointAt(start.s_m).heading_rad - circuit.start.yaw_rad;
    expect(Math.cos(ahead)).toBeGreaterThan(0.99);
  });

  it("takes the names of BehaviorMetrics' worlds", async () => {
    const plain = await loadCircuit('simple_circuit');
    const bare = await loadCircuit('/opt/worlds/simple_circuit_no_wall.launch');
    expect(plain.look.leftWall).not.toBeNull();
    expect(bare.look.leftWall).toBeNull();
    expect(bare.name).toBe('simple_circuit_no_wall');
    expect((await loadCircuit('montreal_line_no_red_line')).look.lineColour).toBeNull();
    expect((await loadCircuit('many_curves_white_line')).look.lineColour).toEqual([235, 235, 235]);
  });

  it('reads a file of one’s own', async () => {
    const circuit = await loadCircuit(write('own.yml', `name: own\nline: { width_m: 0.2 }\n${POINTS}`));
    expect(circuit.name).toBe('own');
    expect(circuit.lineWidth_m).toBe(0.2);
    expect(circuit.length_m).toBeCloseTo(2 * Math.PI * 8, 1);
    expect(circuit.look.rightWall).toBeNull();
  });

  it('reads a file again once it has changed', async () => {
    const text = (width_m: number) => `name: own\nline: { width_m: ${width_m} }\n${POINTS}`;
    const file = write('changed.yml', text(0.2));
    const first = await loadCircuit(file);
    expect(await loadCircuit(file)).toBe(first);
    write('changed.yml', text(0.3));
    expect((await loadCircuit(file)).lineWidth_m).toBe(0.3);
    expect(first.lineWidth_m).toBe(0.2);
  });

  it('suggests the nearest name', async () => {
    expect(await complaint('simple_circus')).toContain("did you mean 'simple_circuit'");
    expect(await complaint('zzz')).toContain('montmelo_line');
    expect(await complaint('zzz')).toContain('generated:SEED');
    expect(await complaint('genrated:42')).toContain("did you mean 'generated:42'");
    expect(await complaint('generated_x')).toContain("did you mean 'generated:1'");
  });

  it.each([
    ['an unknown key', `name: a\nlines: { width_m: 0.1 }\n${POINTS}`, /lines .*did you mean 'line'/],
    ['no width', `name: a\nline: { colour: [1, 2, 3] }\n${POINTS}`, /line\.width_m is missing/],
    [
      'an impossible colour',
      `name: a\nline: { width_m: 0.1, colour: [1, 2, 300] }\n${POINTS}`,
      /line\.colour/,
    ],
    ['no points', 'name: a\nline: { width_m: 0.1 }\n', /points/],
    ['a point of three figures', 'name: a\nline: { width_m: 0.1 }\npoints: [[1, 2, 3]]\n', /points\[0\]/],
    ['three points', 'name: a\nline: { width_m: 0.1 }\npoints: [[0, 0], [9, 0], [0, 9]]\n', /at least 4/],
    [
      'a closing copy',
      'name: a\nline: { width_m: 0.1 }\npoints: [[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]]\n',
      /same point twice/,
    ],
    [
      'a speck of a course',
      'name: a\nline: { width_m: 0.1 }\npoints: [[0, 0], [1, 0], [1, 1], [0, 1]]\n',
      /at least 10 m/,
    ],
    [
      'a wall of cardboard',
      `name: a\nline: { width_m: 0.1 }\nwalls: { left: { distance_m: x } }\n${POINTS}`,
      /walls\.left\.distance_m/,
    ],
    ['a bad marking', `name: a\nline: { width_m: 0.1 }\nmarkings: [{ from: 1 }]\n${POINTS}`, /markings\[0\]/],
  ])('refuses a file with %s and names file and key', async (_what, text, expected) => {
    const file = write('bad.yml', text);
    const message = await complaint(file);
    expect(message).toContain(file);
    expect(message).toMatch(expected);
  });

  it('says what is wrong with a bag', async () => {
    expect(await complaint(path.join(FOLDER, 'none.bag'))).toContain('no such bag file');
    expect(await complaint(write('text.bag', 'hello'))).toContain('not a rosbag');
    expect(await complaint(write('cut.bag', '#ROSBAG V2.0\nxxxxxxxxxxxxxxxx'))).toContain(
      'truncated or damaged',
    );
  });
});
