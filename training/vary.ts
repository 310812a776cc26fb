import type { Circuit } from '../src/circuit/circuit';
import type { CircuitLook, MarkingLook, Rgb, RoadLook, WallLook } from '../src/circuit/look';
import { CAR_CAMERAS, type CameraModel, type CarCameraName, F1_CAMERA } from '../src/config/f1-car';
import type { RandomSource } from '../src/support/random';
import type { Appearance } from '../src/world/simulator/camera/renderer';

/**
 * Draws looks about a circuit's own, so that the network learns the line and not one world's colours:
 * line, road, walls (also none), markings, light, line width, and the camera's pitch and height.
 *
 * @param mounts cameras that take turns at random
 */
export function vary(
  circuit: Circuit,
  random: RandomSource,
  mounts: readonly CarCameraName[] = ['f1'],
): Appearance {
  const { look } = circuit;
  const own = random.chance(0.25);
  const road = variedRoad(look.road, random);
  const varied: CircuitLook = {
    ...look,
    lineColour: lineColour(look.lineColour ?? [213, 41, 41], road.colour, random),
    road,
    ...(random.chance(0.08)
      ? { leftWall: null, rightWall: null }
      : own
        ? {}
        : {
            leftWall: look.leftWall && variedWall(look.leftWall, random),
            rightWall: look.rightWall && variedWall(look.rightWall, random),
          }),
    markings: random.chance(0.3) ? randomMarkings(circuit, random) : look.markings,
    sun: own
      ? look.sun
      : { heading_rad: random.uniform(-Math.PI, Math.PI), elevation_rad: random.uniform(0.5, 1.4) },
    light: look.light * random.uniform(0.65, 1.2),
  };
  return {
    look: varied,
    lineWidth_m: circuit.lineWidth_m * random.uniform(0.8, 1.25),
    camera: variedCamera(mounts, random),
    brightness: 0,
    contrast: 1,
    noise: 0,
  };
}

/** Pitch of the other car is known less well than that of the F1 car. */
const PITCH_SPREAD_RAD = { f1: 0.004, multicamera: 0.012 } as const;

function variedCamera(mounts: readonly CarCameraName[], random: RandomSource): CameraModel {
  // One mount draws no number: frames of the F1 car stay what they were.
  const name = mounts.length > 1 ? random.pick(mounts) : mounts[0]!;
  const camera = CAR_CAMERAS[name];
  const spread_rad = PITCH_SPREAD_RAD[name];
  const scale = camera.height_m / F1_CAMERA.height_m;
  return {
    ...camera,
    pitch_rad: camera.pitch_rad + random.uniform(-spread_rad, spread_rad),
    height_m: camera.height_m + scale * random.uniform(-0.003, 0.003),
  };
}

/** Mostly reds like those of the real worlds; now and then white, yellow, green or blue, if the road is darker. */
function lineColour(own: Rgb, road: Rgb, random: RandomSource): Rgb {
  const kind = random.next();
  if (kind < 0.45) return shifted(own, 25, random);
  if (kind < 0.85 || brightness(road) > 120) {
    const side = random.uniform(0, 110);
    return [random.uniform(150, 255), side, side + random.uniform(-15, 15)].map(byte) as unknown as Rgb;
  }
  if (kind < 0.93) return shifted([235, 235, 235], 20, random);
  return shifted(
    random.pick<Rgb>([
      [225, 200, 40],
      [40, 190, 70],
      [60, 110, 230],
      [240, 130, 30],
    ]),
    25,
    random,
  );
}

function variedRoad(own: RoadLook, random: RandomSource): RoadLook {
  const kind = random.next();
  let colour = shifted(own.colour, 12, random);
  if (kind > 0.5) {
    const grey = kind > 0.93 ? random.uniform(150, 215) : random.uniform(28, 110);
    colour = shifted([grey, grey, grey], 8, random);
  }
  return {
    colour,
    contrast: random.chance(0.1) ? 0 : own.contrast * random.uniform(0.4, 1.7),
    tile_m: own.tile_m * random.uniform(0.6, 1.6),
  };
}

function variedWall(own: WallLook, random: RandomSource): WallLook {
  const surface = (most: number): Rgb => {
    const grey = random.uniform(0, most);
    return shifted([grey, grey, grey], random.chance(0.15) ? 70 : 8, random);
  };
  const edge = { colour: shifted([215, 215, 215], 40, random), height_m: random.uniform(0.005, 0.03) };
  return {
    distance_m: own.distance_m * random.uniform(0.88, 1.25),
    height_m: own.height_m * random.uniform(0.6, 1.3),
    shade: random.chance(0.25) ? surface(20) : surface(200),
    sun: random.chance(0.2) ? [0, 0, 0] : surface(230),
    rounded: random.chance(0.5),
    edge: random.chance(0.25) ? edge : own.edge,
  };
}

/** White bars across the road here and there, which must not pull the car aside. */
function randomMarkings(circuit: Circuit, random: RandomSource): MarkingLook[] {
  const markings: MarkingLook[] = [];
  for (let s_m = random.uniform(2, 12); s_m < circuit.length_m; s_m += random.uniform(4, 30)) {
    const middle_m = random.uniform(-1, 1);
    const half_m = random.uniform(0.1, 0.8);
    markings.push({
      from_s_m: s_m,
      to_s_m: s_m + random.uniform(0.05, 0.4),
      from_left_m: middle_m - half_m,
      to_left_m: middle_m + half_m,
      colour: shifted([225, 225, 225], 30, random),
    });
  }
  return markings;
}

function shifted(colour: Rgb, by: number, random: RandomSource): Rgb {
  const all = random.uniform(-by, by);
  return colour.map((c) => byte(c + all + random.uniform(-by / 4, by / 4))) as unknown as Rgb;
}

function byte(value: number): number {
  return Math.round(Math.max(0, Math.min(255, value)));
}

function brightness([r, g, b]: Rgb): number {
  return (r + g + b) / 3;
}
