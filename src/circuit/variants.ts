import type { Circuit } from './circuit';
import { generatedName, seedOfName } from './generate/name';
import type { CircuitLook } from './look';

/** How the suffixes of BehaviorMetrics' world names change a circuit's look. */
const VARIANTS: ReadonlyMap<string, (look: CircuitLook) => CircuitLook> = new Map([
  ['no_wall', (look) => ({ ...look, leftWall: null, rightWall: null })],
  ['no_red_line', (look) => ({ ...look, lineColour: null })],
  ['white_line', (look) => ({ ...look, lineColour: [235, 235, 235] })],
  ['white_road', (look) => ({ ...look, road: { ...look.road, colour: [205, 205, 205] } })],
  ['no_sun', (look) => ({ ...look, light: look.light * 0.6 })],
]);

/** JdeRobot's worlds on simple_circuit that differ from it in something that the built-in world does not draw. */
const UNDRAWN: ReadonlyMap<string, string> = new Map([
  ['basic', 'a road without texture'],
  ['black', 'walls of another colour'],
  ['f1multicameralaser', 'a car with other sensors'],
  ['left', 'a camera further to the left'],
  ['right', 'a camera further to the right'],
  ['rotate_up', 'a camera that looks up'],
  ['rotate_down', 'a camera that looks down'],
]);
const UNDRAWN_OF = 'simple_circuit';

/** Circuits whose names JdeRobot's variants shorten: `montmelo_no_red_line`. */
const LINE_CIRCUITS = ['montmelo', 'montreal', 'nurburgring'];

export interface WorldName {
  readonly circuit: string;
  readonly variants: readonly string[];
}

/** Splits `simple_circuit_no_wall`, or the path of its launch or world file, into the circuit and its variants; a circuit by the
 *  name in its file. */
export function parseWorldName(text: string): WorldName {
  let circuit = text.replace(/^.*\//, '').replace(/\.(launch|world)$/, '');
  const variants: string[] = [];
  for (;;) {
    const ending =
      [...VARIANTS.keys()].find((name) => circuit.endsWith(`_${name}`)) ?? undrawnEnding(circuit);
    if (ending === undefined) break;
    variants.push(ending);
    circuit = circuit.slice(0, -ending.length - 1);
  }
  const seed = seedOfName(circuit);
  if (seed !== null) circuit = generatedName(seed);
  return { circuit: LINE_CIRCUITS.includes(circuit) ? `${circuit}_line` : circuit, variants };
}

function undrawnEnding(name: string): string | undefined {
  return [...UNDRAWN.keys()].find((ending) => name.startsWith(UNDRAWN_OF) && name.endsWith(`_${ending}`));
}

/** The one name of a world that JdeRobot, BehaviorMetrics and users spell differently, as its circuit has it. */
export function worldName(text: string): string {
  const { circuit, variants } = parseWorldName(text);
  return nameOf(circuit, variants);
}

function nameOf(circuit: string, variants: readonly string[]): string {
  return [circuit, ...variants.toSorted()].join('_');
}

/** What the built-in world leaves out of a world, in one line; null where it draws all of it. */
export function undrawnNote(text: string): string | null {
  const { circuit, variants } = parseWorldName(text);
  const missing = variants.flatMap((name) => UNDRAWN.get(name) ?? []);
  if (missing.length === 0) return null;
  const drawn = nameOf(
    circuit,
    variants.filter((name) => VARIANTS.has(name)),
  );
  return `the built-in world draws ${drawn}: it does not know ${missing.join(' and ')}`;
}

/** The circuit with the look of the suffixes, which also become part of its name, in alphabetical order: metrics of a
 *  world without walls must not be mixed with those of one with walls. */
export function applyVariants(circuit: Circuit, variants: readonly string[]): Circuit {
  if (variants.length === 0) return circuit;
  return circuit.with({
    name: nameOf(circuit.name, variants),
    look: variants.reduce((look, name) => VARIANTS.get(name)?.(look) ?? look, circuit.look),
  });
}
