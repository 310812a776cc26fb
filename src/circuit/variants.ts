import type { Circuit } from './circuit';
import type { CircuitLook } from './look';

/** How the suffixes of BehaviorMetrics' world names change a circuit's look. */
const VARIANTS: ReadonlyMap<string, (look: CircuitLook) => CircuitLook> = new Map([
  ['no_wall', (look) => ({ ...look, leftWall: null, rightWall: null })],
  ['no_red_line', (look) => ({ ...look, lineColour: null })],
  ['white_line', (look) => ({ ...look, lineColour: [235, 235, 235] })],
  ['white_road', (look) => ({ ...look, road: { ...look.road, colour: [205, 205, 205] } })],
  ['no_sun', (look) => ({ ...look, light: look.light * 0.6 })],
]);

/** Worlds whose variants leave out the end of the circuit's name: `montmelo_no_red_line`. */
const LINE_CIRCUITS = ['montmelo', 'montreal', 'nurburgring'];

export interface WorldName {
  readonly circuit: string;
  readonly variants: readonly string[];
}

/** Splits `simple_circuit_no_wall`, or the path of its launch file, into the circuit and its variants. */
export function parseWorldName(text: string): WorldName {
  let circuit = text.replace(/^.*\//, '').replace(/\.launch$/, '');
  const variants: string[] = [];
  for (;;) {
    const ending = [...VARIANTS.keys()].find((name) => circuit.endsWith(`_${name}`));
    if (ending === undefined) break;
    variants.push(ending);
    circuit = circuit.slice(0, -ending.length - 1);
  }
  const isShort = variants.length > 0 && LINE_CIRCUITS.includes(circuit);
  return { circuit: isShort ? `${circuit}_line` : circuit, variants };
}

/** The circuit with the look of the suffixes, which also become part of its name, in alphabetical order: metrics of a
 *  world without walls must not be mixed with those of one with walls. */
export function applyVariants(circuit: Circuit, variants: readonly string[]): Circuit {
  if (variants.length === 0) return circuit;
  return circuit.with({
    name: [circuit.name, ...variants.toSorted()].join('_'),
    look: variants.reduce((look, name) => VARIANTS.get(name)?.(look) ?? look, circuit.look),
  });
}
