import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { circuitNames, loadCircuit } from '../../../src/circuit/load';
import { F1_CAMERA } from '../../../src/config/f1-car';
import { exportWorld } from '../../../src/world/gazebo/export-world';
import { startPose } from '../../../src/world/simulator/start';
import { ring } from '../../circuit/ring';
import { sample } from '../../helpers/thorough';
import { elementText, filesIn, numbers, positions, temporaryFolder, triangles } from './support';

type Three = [number, number, number];
type Six = [...Three, ...Three];

const mesh = (folder: string, model: string, name: string) =>
  path.join(folder, 'models', model, 'meshes', `${name}.dae`);
const text = (folder: string, ...parts: string[]) => readFileSync(path.join(folder, ...parts), 'utf8');

describe.each(sample(circuitNames(), 1))('%s for Gazebo', (name) => {
  const folder = temporaryFolder();
  const model = `f1_brain_${name}`;
  beforeAll(async () => {
    await exportWorld(await loadCircuit(name), 'forward', folder);
  });

  it('has the edges of its line half a width from the centre line, on the sheet above the road', async () => {
    const circuit = await loadCircuit(name);
    for (const [x_m, y_m, z_m] of positions(mesh(folder, model, 'line'))) {
      const off_m = Math.abs(circuit.project(x_m, y_m).lateral_m);
      expect(Math.abs(off_m - circuit.lineWidth_m / 2)).toBeLessThan(0.0002);
      expect(z_m).toBeCloseTo(circuit.look.lineHeight_m, 4);
    }
  });

  it('has no piece of line or wall that leaves its curve by more than a pixel is wide', async () => {
    const circuit = await loadCircuit(name);
    const parts: [part: string, distance_m: number, most_m: number][] = [
      ['line', circuit.lineWidth_m / 2, 0.0004],
    ];
    const { leftWall, rightWall } = circuit.look;
    if (leftWall) parts.push(['wall_left', leftWall.distance_m, 0.002]);
    if (rightWall) parts.push(['wall_right', rightWall.distance_m, 0.002]);
    for (const [part, distance_m, most_m] of parts) {
      const file = mesh(folder, model, part);
      let near_s_m = 0;
      const places = positions(file).map(([x_m, y_m]) => {
        const { s_m, lateral_m } = circuit.project(x_m, y_m, near_s_m);
        near_s_m = s_m;
        return { x_m, y_m, s_m, lateral_m };
      });
      let worst_m = 0;
      for (const corners of triangles(file)) {
        const onFace = corners
          .map((k) => places[k]!)
          .filter(({ lateral_m }) => Math.abs(Math.abs(lateral_m) - distance_m) < 0.001);
        const [a, b] = onFace.filter(
          ({ lateral_m }) => onFace.filter((other) => lateral_m * other.lateral_m > 0).length > 1,
        );
        if (!a || !b) continue;
        const middle = circuit.project((a.x_m + b.x_m) / 2, (a.y_m + b.y_m) / 2, a.s_m);
        worst_m = Math.max(worst_m, Math.abs(Math.abs(middle.lateral_m) - distance_m));
      }
      expect([part, worst_m > 0 && worst_m < most_m]).toEqual([part, true]);
    }
  });

  it('has solid walls whose faces stand where the built-in world stops the car', async () => {
    const { look, project } = await loadCircuit(name).then((circuit) => ({
      look: circuit.look,
      project: (x_m: number, y_m: number) => circuit.project(x_m, y_m).lateral_m,
    }));
    const sdf = text(folder, 'models', model, 'model.sdf');
    for (const [side, sign, wall] of [
      ['left', 1, look.leftWall],
      ['right', -1, look.rightWall],
    ] as const) {
      const blocks = [
        ...sdf.matchAll(new RegExp(`<collision name="wall_${side}_\\d+">[\\s\\S]*?</collision>`, 'g')),
      ];
      expect(blocks.length).toBeGreaterThan(100);
      for (const [block] of blocks) {
        const [x, y, z, , , yaw] = numbers(elementText(block, 'pose')) as Six;
        const [along, across, up] = numbers(elementText(block, 'size')) as Three;
        const face_m = [-0.5, 0, 0.5].map((share) => {
          const out = (-sign * across) / 2;
          return (
            sign *
            project(
              x + share * along * Math.cos(yaw) - out * Math.sin(yaw),
              y + share * along * Math.sin(yaw) + out * Math.cos(yaw),
            )
          );
        });
        for (const distance_m of face_m) expect(Math.abs(distance_m - wall!.distance_m)).toBeLessThan(0.004);
        expect(z + up / 2).toBeCloseTo(wall!.height_m, 4);
        expect(z - up / 2).toBeLessThan(0);
      }
    }
  });

  it('starts the car where the built-in world does, as it rests', async () => {
    const start = startPose(await loadCircuit(name), 'forward');
    const pose = numbers(
      elementText(text(folder, 'worlds', `${name}.world`), 'pose', '<name>f1_renault</name>'),
    );
    const expected = [start.x_m, start.y_m, 0.0041, 0, 0.0104, start.yaw_rad];
    for (const [i, value] of pose.entries()) expect(value).toBeCloseTo(expected[i]!, 4);
  });

  it('is small: less than 100,000 triangles', () => {
    const parts = filesIn(folder).filter((file) => file.endsWith('.dae'));
    const count = parts.reduce((sum, file) => sum + triangles(path.join(folder, file)).length, 0);
    expect(count).toBeLessThan(100_000);
  });
});

describe('a Gazebo world', () => {
  it('is well-formed XML throughout, and names only files that are there', async () => {
    const folder = temporaryFolder();
    await exportWorld(await loadCircuit('simple_circuit'), 'forward', folder);
    const files = filesIn(folder);
    const documents = files.filter((file) => /\.(sdf|world|dae|config)$/.test(file));
    expect(documents.length).toBeGreaterThan(8);
    const parse = 'import sys, xml.etree.ElementTree as tree\nfor file in sys.argv[1:]: tree.parse(file)';
    execFileSync('python3', ['-c', parse, ...documents.map((file) => path.join(folder, file))]);
    for (const file of documents) {
      for (const [, uri] of text(folder, file).matchAll(/model:\/\/([^<]+)/g)) {
        expect(files.some((other) => other.startsWith(path.join('models', uri!)))).toBe(true);
      }
    }
  });

  it('is the same to the byte when it is made again', async () => {
    const [first, second] = [temporaryFolder(), temporaryFolder()];
    for (const folder of [first, second]) await exportWorld(ring(), 'forward', folder);
    await exportWorld(ring(), 'forward', second);
    expect(filesIn(second)).toEqual(filesIn(first));
    for (const file of filesIn(first)) {
      expect(readFileSync(path.join(second, file)).equals(readFileSync(path.join(first, file)))).toBe(true);
    }
  });

  it('drives the car by the topics, frames and rates of the real worlds, with the measured camera', async () => {
    const folder = temporaryFolder();
    await exportWorld(ring(), 'forward', folder);
    const car = text(folder, 'models', 'f1_brain_car', 'model.sdf');
    const camera = (name: string) => elementText(car, name, 'libgazebo_ros_camera.so');
    expect(`${camera('robotNamespace')}${camera('cameraName')}/${camera('imageTopicName')}`).toBe(
      '/F1ROS/cameraL/image_raw',
    );
    expect(camera('frameName')).toBe('camera_top_body_left');
    const move = (name: string) => elementText(car, name, 'libgazebo_ros_planar_move.so');
    expect([move('commandTopic'), move('odometryTopic')]).toEqual(['F1ROS/cmd_vel', 'F1ROS/odom']);
    expect([move('odometryFrame'), move('robotBaseFrame')]).toEqual(['odom', 'xf1']);
    expect(move('odometryRate')).toBe('20');
    const sensor = (name: string) => Number(elementText(car, name, '<sensor'));
    expect([sensor('update_rate'), sensor('near'), sensor('far')]).toEqual([20, 0.1, 15]);
    const focal_px = sensor('width') / 2 / Math.tan(sensor('horizontal_fov') / 2);
    expect(focal_px).toBeCloseTo(F1_CAMERA.focal_px, 3);
    const [x_m, y_m, z_m] = numbers(elementText(car, 'pose', '<sensor')) as Three;
    // Through the resting body's pitch into the world.
    const lens_m = 0.0041 + z_m * Math.cos(0.0104) - x_m * Math.sin(0.0104);
    expect(lens_m).toBeCloseTo(F1_CAMERA.height_m, 3);
    expect([x_m, y_m]).toEqual([F1_CAMERA.forward_m, F1_CAMERA.left_m]);
    const world = text(folder, 'worlds', 'ring.world');
    expect(elementText(world, 'max_step_size')).toBe('0.001');
    expect(elementText(world, 'real_time_update_rate')).toBe('1000');
  });

  it('starts the car turned round in a world of its own for the other direction', async () => {
    const folder = temporaryFolder();
    const circuit = await loadCircuit('many_curves');
    await exportWorld(circuit, 'forward', folder);
    expect(await exportWorld(circuit, 'reverse', folder)).toBe(
      path.join(folder, 'worlds', 'many_curves_reverse.world'),
    );
    const yaw = (file: string) =>
      numbers(elementText(text(folder, 'worlds', file), 'pose', '<name>f1_renault'))[5]!;
    expect(yaw('many_curves_reverse.world') - yaw('many_curves.world')).toBeCloseTo(Math.PI, 4);
  });

  it('leaves out walls and line where the variant has none, and whitens the road', async () => {
    const folder = temporaryFolder();
    await exportWorld(await loadCircuit('simple_circuit_no_wall'), 'forward', folder);
    await exportWorld(await loadCircuit('simple_circuit_no_red_line'), 'forward', folder);
    await exportWorld(await loadCircuit('simple_circuit_white_road'), 'forward', folder);
    const sdf = (variant: string) =>
      text(folder, 'models', `f1_brain_simple_circuit_${variant}`, 'model.sdf');
    expect(sdf('no_wall')).not.toContain('wall_');
    expect(sdf('no_wall')).toContain('<visual name="line">');
    expect(sdf('no_red_line')).not.toContain('<visual name="line">');
    const road =
      'models/f1_brain_simple_circuit_white_road/materials/textures/f1_brain_simple_circuit_white_road_road.png';
    const { channels } = await sharp(path.join(folder, road)).stats();
    for (const { mean } of channels) expect(Math.abs(mean - 205)).toBeLessThan(4);
  });

  it('has an inner wall that cuts the corner of a bend too narrow for it, or none', async () => {
    const folder = temporaryFolder();
    await exportWorld(ring(1.2), 'forward', folder);
    const sdf = text(folder, 'models', 'f1_brain_ring', 'model.sdf');
    expect(sdf).not.toContain('wall_left');
    expect(sdf).toContain('wall_right');
  });

  it('never touches a folder that it did not make', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'thesis.tex'), 'x');
    await expect(exportWorld(ring(), 'forward', folder)).rejects.toThrow(
      `${folder}: is not empty and was not made by export-gazebo; name another folder, or remove it`,
    );
    expect(filesIn(folder)).toEqual(['thesis.tex']);
    const file = path.join(folder, 'thesis.tex');
    await expect(exportWorld(ring(), 'forward', file)).rejects.toThrow(`${file}: is a file`);
  });

  it('leaves no part of an earlier export of the same circuit', async () => {
    const folder = temporaryFolder();
    await exportWorld(ring(), 'forward', folder);
    mkdirSync(path.join(folder, 'models', 'f1_brain_ring', 'old'));
    writeFileSync(path.join(folder, 'models', 'f1_brain_ring', 'old', 'part.dae'), 'x');
    await exportWorld(ring(), 'forward', folder);
    expect(filesIn(folder).filter((file) => file.includes('old'))).toEqual([]);
  });

  it('is refused to a circuit that would take the place of the car or of another circuit', async () => {
    const folder = temporaryFolder();
    await exportWorld(ring().with({ name: 'my ring' }), 'forward', folder);
    await exportWorld(ring().with({ name: 'my ring' }), 'reverse', folder);
    await expect(exportWorld(ring().with({ name: 'my:ring' }), 'forward', folder)).rejects.toThrow(
      "holds the circuit 'my ring', which 'my:ring' would replace",
    );
    await expect(exportWorld(ring().with({ name: 'car' }), 'forward', folder)).rejects.toThrow(
      "a circuit called 'car' would replace the car's model",
    );
    await expect(exportWorld(ring().with({ name: 'Монца' }), 'forward', folder)).rejects.toThrow(
      'no letters',
    );
  });
});
