import type { Circuit } from './circuit';
import type { MarkingLook, Rgb, WallLook } from './look';

/**
 * A circuit as the text of a circuit file, which `readCircuitFile` reads: name, line, start, colour of the road, walls,
 * markings and control points. The rest of its look is the default.
 * @param points control points of its line
 * @param remarks lines of the comment at the top
 */
export function formatCircuit(
  circuit: Circuit,
  points: readonly (readonly [number, number])[],
  remarks: readonly string[],
): string {
  const { look, start } = circuit;
  const walls = [...formatWall('left', look.leftWall), ...formatWall('right', look.rightWall)];
  return [
    ...remarks.map((remark) => `# ${remark.replace(/\p{Cc}/gu, ' ')}`),
    `name: ${JSON.stringify(circuit.name)}`,
    'line:',
    `  width_m: ${circuit.lineWidth_m}`,
    `  height_m: ${look.lineHeight_m}`,
    ...(look.lineColour === null ? [] : [`  colour: ${formatColour(look.lineColour)}`]),
    `start: { x_m: ${start.x_m}, y_m: ${start.y_m}, yaw_rad: ${start.yaw_rad} }`,
    'road:',
    `  colour: ${formatColour(look.road.colour)}`,
    ...(walls.length === 0 ? [] : ['walls:', ...walls]),
    ...(look.markings.length === 0 ? [] : ['markings:', ...look.markings.map(formatMarking)]),
    '# Control points of a closed curve, [x, y] in metres, in driving direction.',
    'points:',
    ...points.map(([x_m, y_m]) => `  - [${x_m}, ${y_m}]`),
    '',
  ].join('\n');
}

function formatWall(side: string, wall: WallLook | null): string[] {
  if (wall === null) return [];
  return [
    `  ${side}:`,
    `    distance_m: ${wall.distance_m}`,
    `    height_m: ${wall.height_m}`,
    `    shade: ${formatColour(wall.shade)}`,
    `    sun: ${formatColour(wall.sun)}`,
    `    rounded: ${wall.rounded}`,
  ];
}

function formatMarking({ colour, ...extent }: MarkingLook): string {
  const { from_s_m, to_s_m, from_left_m, to_left_m } = extent;
  return (
    `  - { from_s_m: ${from_s_m}, to_s_m: ${to_s_m}, from_left_m: ${from_left_m}, to_left_m: ${to_left_m}, ` +
    `colour: ${formatColour(colour)} }`
  );
}

function formatColour(rgb: Rgb): string {
  return `[${rgb.join(', ')}]`;
}
