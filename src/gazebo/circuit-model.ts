import type { Circuit } from '../circuit/circuit';
import type { WallLook } from '../circuit/look';
import { collada } from './collada';
import { type Section, sectionsOf } from './course-sections';
import { glowing } from './material';
import type { Mesh } from './mesh';
import { addModel, type Files } from './model-files';
import { lineMesh, markingMesh } from './paint';
import { roadMesh } from './road';
import { asphaltPng, lit, wallPng } from './textures';
import { edgeMesh, type Side, wallBody, wallMesh, wallSections } from './walls';
import { type XmlElement, xml } from './xml';

/** The circuit as a static model: road, line, markings and walls as meshes with textures made from its look. */
export async function addCircuitModel(files: Files, circuit: Circuit, name: string): Promise<void> {
  const { look } = circuit;
  const parts: XmlElement[] = [];
  const sections = sectionsOf(
    circuit,
    Math.max(circuit.lineWidth_m / 2, look.leftWall?.distance_m ?? 0, look.rightWall?.distance_m ?? 0),
  );
  const writer = new PartWriter(files, name, parts);

  // The ground that holds the car is an endless plane; the mesh is what is seen of it.
  parts.push(
    xml(
      'collision',
      { name: 'ground' },
      xml('geometry', {}, xml('plane', {}, xml('normal', {}, '0 0 1'), xml('size', {}, '1 1'))),
    ),
  );
  writer.picture('asphalt', await asphaltPng(look.road, look.light));
  writer.visual('road', roadMesh(sections, look.road.tile_m), glowing(), 'asphalt');
  look.markings.forEach((marking, i) => {
    const colour = lit(marking.colour, look.light);
    writer.visual(`marking_${i + 1}`, markingMesh(circuit, marking, i), glowing(colour));
  });
  if (look.lineColour) {
    writer.visual('line', lineMesh(circuit, sections), glowing(lit(look.lineColour, look.light)));
  }
  for (const [side, wall] of [
    ['left', look.leftWall],
    ['right', look.rightWall],
  ] as const) {
    if (wall) await addWall(writer, circuit, wallSections(circuit, sections, side, wall), side, wall);
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
  sections: readonly Section[],
  side: Side,
  wall: WallLook,
): Promise<void> {
  if (sections.length === 0) return;
  const { look } = circuit;
  writer.picture(`wall_${side}`, await wallPng(wall, look));
  const mesh = wallMesh(sections, side, wall, look.sun.heading_rad);
  writer.visual(`wall_${side}`, mesh, glowing(), `wall_${side}`);
  if (wall.edge) {
    const edge = edgeMesh(sections, side, wall, wall.edge.height_m);
    writer.visual(`wall_${side}_edge`, edge, glowing(lit(wall.edge.colour, look.light)));
  }
  writer.collision(`wall_${side}_body`, wallBody(sections, side, wall));
}

/** Puts meshes and pictures beside a model and names them in it. */
class PartWriter {
  readonly #files: Files;
  readonly #model: string;
  readonly #parts: XmlElement[];

  constructor(files: Files, model: string, parts: XmlElement[]) {
    this.#files = files;
    this.#model = model;
    this.#parts = parts;
  }

  picture(name: string, png: Uint8Array): void {
    this.#files.set(`models/${this.#model}/materials/textures/${this.#pictureName(name)}`, png);
  }

  visual(name: string, mesh: Mesh, material: XmlElement, picture?: string): void {
    this.#parts.push(
      xml(
        'visual',
        { name },
        xml('cast_shadows', {}, 'false'),
        this.#geometry(name, mesh, picture),
        material,
      ),
    );
  }

  collision(name: string, mesh: Mesh): void {
    this.#parts.push(xml('collision', { name }, this.#geometry(name, mesh), FRICTIONLESS));
  }

  #geometry(name: string, mesh: Mesh, picture?: string): XmlElement {
    this.#files.set(
      `models/${this.#model}/meshes/${name}.dae`,
      collada(mesh, picture === undefined ? null : this.#pictureName(picture)),
    );
    return xml('geometry', {}, xml('mesh', {}, xml('uri', {}, `model://${this.#model}/meshes/${name}.dae`)));
  }

  /** Gazebo keeps pictures by their file names: two circuits must not share them. */
  #pictureName(name: string): string {
    return `${this.#model}_${name}.png`;
  }
}

/** As in the built-in world: the car slides along walls. */
export const FRICTIONLESS = xml(
  'surface',
  {},
  xml('friction', {}, xml('ode', {}, xml('mu', {}, 0), xml('mu2', {}, 0))),
);
