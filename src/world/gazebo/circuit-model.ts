import type { Circuit } from '../../circuit/circuit';
import type { WallLook } from '../../circuit/look';
import { collada } from './collada';
import { sectionsOf } from './course-sections';
import { glowing, textured, textureScript } from './material';
import type { Mesh } from './mesh';
import { addModel, type Files } from './model-files';
import { lineMesh, markingMesh } from './paint';
import { roadMesh } from './road';
import { asphaltPng, lit, wallPng } from './textures';
import { edgeMesh, type Side, type WallBlock, wallBlocks, wallMesh, wallSections } from './walls';
import { type XmlElement, xml } from './xml';

/** Largest distance of the straight pieces from the curve: a pixel of the nearest visible row is 0.4 mm wide. */
const LINE_SAG_M = 0.0002;
const WALL_SAG_M = 0.001;
/** The same for boxes, which cost more than triangles and are invisible. */
const BLOCK_SAG_M = 0.003;

/** The circuit as a static model: road, line, markings and walls as meshes with textures made from its look. */
export async function addCircuitModel(files: Files, circuit: Circuit, name: string): Promise<void> {
  const { look } = circuit;
  const parts: XmlElement[] = [];
  const aside_m = Math.max(look.leftWall?.distance_m ?? 0, look.rightWall?.distance_m ?? 0);
  const sections = sectionsOf(circuit, aside_m, WALL_SAG_M);
  const writer = new PartWriter(files, name, parts);

  // The ground that carries the car is an infinite plane; the mesh is its visible part.
  parts.push(
    xml(
      'collision',
      { name: 'ground' },
      xml('geometry', {}, xml('plane', {}, xml('normal', {}, '0 0 1'), xml('size', {}, '1 1'))),
    ),
  );
  const asphalt = writer.texture('road', await asphaltPng(look.road, look.light), true);
  writer.visual('road', roadMesh(sections, look.road.tile_m), asphalt);
  look.markings.forEach((marking, i) => {
    const colour = lit(marking.colour, look.light);
    writer.visual(`marking_${i + 1}`, markingMesh(circuit, marking, i), glowing(colour));
  });
  if (look.lineColour) {
    const lineSections = sectionsOf(circuit, circuit.lineWidth_m / 2, LINE_SAG_M);
    writer.visual('line', lineMesh(circuit, lineSections), glowing(lit(look.lineColour, look.light)));
  }
  for (const [side, wall] of [
    ['left', look.leftWall],
    ['right', look.rightWall],
  ] as const) {
    if (wall) await addWall(writer, circuit, aside_m, side, wall);
  }
  addModel(
    files,
    name,
    `The circuit ${circuit.name}, a lap of ${circuit.length_m.toFixed(1)} m.`,
    xml('model', { name }, xml('static', {}, 'true'), xml('link', { name: 'circuit' }, ...parts)),
  );
}

async function addWall(
  writer: PartWriter,
  circuit: Circuit,
  aside_m: number,
  side: Side,
  wall: WallLook,
): Promise<void> {
  const sectionsFor = (sag_m: number) =>
    wallSections(circuit, sectionsOf(circuit, aside_m, sag_m), side, wall);
  const sections = sectionsFor(WALL_SAG_M);
  if (sections.length === 0) return;
  const { look } = circuit;
  const shades = writer.texture(`wall_${side}`, await wallPng(wall, look), false);
  writer.visual(`wall_${side}`, wallMesh(sections, side, wall, look.sun.heading_rad), shades);
  if (wall.edge) {
    const edge = edgeMesh(sections, side, wall, wall.edge.height_m);
    writer.visual(`wall_${side}_edge`, edge, glowing(lit(wall.edge.colour, look.light)));
  }
  wallBlocks(sectionsFor(BLOCK_SAG_M), side, wall).forEach((block, i) => {
    writer.block(`wall_${side}_${i + 1}`, block);
  });
}

/** Adds meshes and textures to a model and its folder. */
class PartWriter {
  readonly #files: Files;
  readonly #model: string;
  readonly #parts: XmlElement[];

  constructor(files: Files, model: string, parts: XmlElement[]) {
    this.#files = files;
    this.#model = model;
    this.#parts = parts;
  }

  /** A material with an image. Gazebo identifies both by their names, which must be unique per circuit. */
  texture(name: string, png: Uint8Array, repeats: boolean): XmlElement {
    const folder = `models/${this.#model}/materials`;
    const file = `${this.#model}_${name}.png`;
    this.#files.set(`${folder}/textures/${file}`, png);
    this.#files.set(`${folder}/scripts/${name}.material`, textureScript(this.#model, name, file, repeats));
    return textured(this.#model, name);
  }

  visual(name: string, mesh: Mesh, material: XmlElement): void {
    this.#parts.push(
      xml('visual', { name }, xml('cast_shadows', {}, 'false'), this.#geometry(name, mesh), material),
    );
  }

  block(name: string, { at, yaw_rad, size }: WallBlock): void {
    const text = (values: readonly number[]) => values.map((value) => Number(value.toFixed(5)) + 0).join(' ');
    this.#parts.push(
      xml(
        'collision',
        { name },
        xml('pose', {}, text([...at, 0, 0, yaw_rad])),
        xml('geometry', {}, xml('box', {}, xml('size', {}, text(size)))),
        FRICTIONLESS,
      ),
    );
  }

  #geometry(name: string, mesh: Mesh): XmlElement {
    const file = `${this.#model}/meshes/${name}.dae`;
    this.#files.set(`models/${file}`, collada(mesh));
    return xml('geometry', {}, xml('mesh', {}, xml('uri', {}, `model://${file}`)));
  }
}

/** As in the built-in world: the car slides along walls. */
export const FRICTIONLESS = xml(
  'surface',
  {},
  xml('friction', {}, xml('ode', {}, xml('mu', {}, 0), xml('mu2', {}, 0))),
);
