import type { Circuit } from '../circuit/circuit';
import type { WallLook } from '../circuit/look';
import { collada } from './collada';
import { type Section, sectionsOf } from './course-sections';
import { glowing, pictured, pictureScript } from './material';
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
  const asphalt = writer.picture('road', await asphaltPng(look.road, look.light), true);
  writer.visual('road', roadMesh(sections, look.road.tile_m), asphalt);
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
  const shades = writer.picture(`wall_${side}`, await wallPng(wall, look), false);
  writer.visual(`wall_${side}`, wallMesh(sections, side, wall, look.sun.heading_rad), shades);
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

  /** A picture as a material. Gazebo keeps both by their names: two circuits must not share them. */
  picture(name: string, png: Uint8Array, repeats: boolean): XmlElement {
    const folder = `models/${this.#model}/materials`;
    const file = `${this.#model}_${name}.png`;
    this.#files.set(`${folder}/textures/${file}`, png);
    this.#files.set(`${folder}/scripts/${name}.material`, pictureScript(this.#model, name, file, repeats));
    return pictured(this.#model, name);
  }

  visual(name: string, mesh: Mesh, material: XmlElement): void {
    this.#parts.push(
      xml('visual', { name }, xml('cast_shadows', {}, 'false'), this.#geometry(name, mesh), material),
    );
  }

  collision(name: string, mesh: Mesh): void {
    this.#parts.push(xml('collision', { name }, this.#geometry(name, mesh), FRICTIONLESS));
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
