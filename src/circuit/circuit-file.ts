import { Section } from '../config/section';
import { parseYaml, readYamlText } from '../config/yaml-file';
import { Newest } from '../support/newest';
import { Circuit } from './circuit';
import { requireClosedCourse } from './closed-course';
import { type CircuitLook, DEFAULT_LOOK, type MarkingLook, type Rgb, type WallLook } from './look';

/** Circuits by file and text, of a process that drives run after run. A circuit does not change. */
const known = new Newest<Circuit>(16);

/**
 * Reads a circuit from YAML; config/circuits/simple_circuit.yml shows every key.
 * @throws ConfigurationError naming file and key
 */
export function readCircuitFile(file: string): Circuit {
  const text = readYamlText(file, 'circuit');
  return known.get(`${file}\n${text}`, () => circuitOf(text, file));
}

function circuitOf(text: string, file: string): Circuit {
  const top = new Section(parseYaml(text, file, 'circuit'), file);
  top.allow(['name', 'line', 'start', 'road', 'walls', 'markings', 'sky', 'sun', 'light', 'points']);
  const line = top.section('line').allow(['width_m', 'height_m', 'colour']);
  const start = top.optionalSection('start')?.allow(['x_m', 'y_m', 'yaw_rad']);
  return new Circuit({
    name: top.string('name'),
    points: readPoints(top),
    lineWidth_m: line.number('width_m', 0.01, 5),
    ...(start && {
      start: { x_m: start.number('x_m'), y_m: start.number('y_m'), yaw_rad: start.number('yaw_rad') },
    }),
    look: readLook(top, line, file),
  });
}

function readLook(top: Section, line: Section, file: string): CircuitLook {
  const road = top.optionalSection('road')?.allow(['colour', 'contrast', 'tile_m']);
  const walls = top.optionalSection('walls')?.allow(['left', 'right']);
  const sky = top.optionalSection('sky')?.allow(['zenith', 'horizon']);
  const sun = top.optionalSection('sun')?.allow(['heading_rad', 'elevation_rad']);
  return {
    lineColour: line.has('colour') ? colour(line, 'colour') : null,
    lineHeight_m: line.optionalNumber('height_m', 0, 0.05) ?? DEFAULT_LOOK.lineHeight_m,
    road: {
      colour: road ? colour(road, 'colour') : DEFAULT_LOOK.road.colour,
      contrast: road?.optionalNumber('contrast', 0, 5) ?? DEFAULT_LOOK.road.contrast,
      tile_m: road?.optionalNumber('tile_m', 0.05, 100) ?? DEFAULT_LOOK.road.tile_m,
    },
    leftWall: readWall(walls?.optionalSection('left')),
    rightWall: readWall(walls?.optionalSection('right')),
    markings: readMarkings(top, file),
    sky: sky ? { zenith: colour(sky, 'zenith'), horizon: colour(sky, 'horizon') } : DEFAULT_LOOK.sky,
    sun: sun
      ? { heading_rad: sun.number('heading_rad'), elevation_rad: sun.number('elevation_rad', 0, Math.PI / 2) }
      : DEFAULT_LOOK.sun,
    light: top.optionalNumber('light', 0, 5) ?? DEFAULT_LOOK.light,
  };
}

function readWall(wall: Section | null | undefined): WallLook | null {
  if (!wall) return null;
  wall.allow(['distance_m', 'height_m', 'shade', 'sun', 'rounded', 'edge']);
  const edge = wall.optionalSection('edge')?.allow(['colour', 'height_m']);
  return {
    distance_m: wall.number('distance_m', 0.2, 100),
    height_m: wall.number('height_m', 0.01, 100),
    shade: colour(wall, 'shade'),
    sun: colour(wall, 'sun'),
    rounded: wall.optionalBoolean('rounded') ?? false,
    edge: edge ? { colour: colour(edge, 'colour'), height_m: edge.number('height_m', 0.0001, 1) } : null,
  };
}

function readMarkings(top: Section, file: string): MarkingLook[] {
  const list = top.raw('markings') ?? [];
  if (!Array.isArray(list)) throw top.error('markings', 'must be a list of bars on the road');
  return list.map((item: unknown, i) => {
    const bar = new Section(item, file, `markings[${i}]`);
    bar.allow(['from_s_m', 'to_s_m', 'from_left_m', 'to_left_m', 'colour']);
    return {
      from_s_m: bar.number('from_s_m'),
      to_s_m: bar.number('to_s_m'),
      from_left_m: bar.number('from_left_m'),
      to_left_m: bar.number('to_left_m'),
      colour: colour(bar, 'colour'),
    };
  });
}

function colour(section: Section, key: string): Rgb {
  const rgb = section.numbers(key, 3);
  for (const value of rgb) {
    if (value < 0 || value > 255)
      throw section.error(key, `must be [red, green, blue] from 0 to 255, found ${value}`);
  }
  return rgb;
}

function readPoints(top: Section): [number, number][] {
  const list = top.raw('points');
  if (!Array.isArray(list)) throw top.error('points', 'must be a list of [x, y] in metres, in driving order');
  const points = list.map((item: unknown, i) => {
    const pair = Array.isArray(item) && item.length === 2 ? (item as unknown[]) : [];
    const [x, y] = pair;
    if (typeof x !== 'number' || typeof y !== 'number' || !Number.isFinite(x) || !Number.isFinite(y)) {
      throw top.error(`points[${i}]`, 'must be [x, y] in metres');
    }
    return [x, y] as [number, number];
  });
  requireClosedCourse(points, (complaint) => top.error('points', complaint));
  return points;
}
