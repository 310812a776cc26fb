import { loadCircuit } from '../../circuit/load';
import type { OutlineMessage } from '../grid-messages';

/** Points of a line: a small map shows no more. */
const POINTS = 240;

/** Circuits from above, each loaded when a run on it is seen first. */
export class Outlines {
  readonly #sources: readonly string[];
  readonly #asked = new Set<number>();
  readonly #known: OutlineMessage[] = [];
  readonly #onLoaded: (outline: OutlineMessage) => void;

  /** @param sources what each circuit is loaded from, by its number */
  constructor(sources: readonly string[], onLoaded: (outline: OutlineMessage) => void) {
    this.#sources = sources;
    this.#onLoaded = onLoaded;
  }

  get known(): readonly OutlineMessage[] {
    return this.#known;
  }

  /** Loads a circuit that has not been asked for yet. */
  want(circuit: number): void {
    if (this.#asked.has(circuit)) return;
    this.#asked.add(circuit);
    void this.#load(circuit);
  }

  async #load(circuit: number): Promise<void> {
    const outline: OutlineMessage = { type: 'outline', circuit, line: await lineOf(this.#sources[circuit]!) };
    this.#known.push(outline);
    this.#onLoaded(outline);
  }
}

/** Empty for a circuit that cannot be loaded: the runs on it say why. */
async function lineOf(source: string): Promise<OutlineMessage['line']> {
  try {
    const circuit = await loadCircuit(source);
    return Array.from({ length: POINTS }, (_, i) => {
      const { x_m, y_m } = circuit.pointAt((i * circuit.length_m) / POINTS);
      return [decimetres(x_m), decimetres(y_m)] as const;
    });
  } catch {
    return [];
  }
}

function decimetres(length_m: number): number {
  return Math.round(length_m * 10) / 10;
}
