import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** training.json of a finished strategy, as far as tables and curves need it. */
export interface StrategyNotes {
  readonly strategy: string;
  readonly seed: number;
  readonly test: {
    readonly mse: number;
    readonly mse_v: number;
    readonly mse_w: number;
    readonly frames: number;
  };
  readonly sparsity: number;
  readonly distinct_weights: Readonly<Record<string, number>>;
  readonly bytes: number;
  readonly gzip_bytes: number;
  readonly sha256: string;
}

export interface Finished {
  readonly name: string;
  readonly folder: string;
  readonly model: string;
  /** Only where the result is meant for int8. */
  readonly ranges: string | null;
  /** Where its int8 model goes. */
  readonly int8: string;
  readonly notes: StrategyNotes;
}

/** The strategies whose marker says that they are finished, by name. */
export function finishedIn(runs: string): Finished[] {
  return readdirSync(runs)
    .filter((entry) => entry.endsWith('.done'))
    .map((entry) => entry.slice(0, -'.done'.length))
    .sort()
    .map((name) => {
      const folder = path.join(runs, name);
      const ranges = path.join(folder, 'ranges.json');
      return {
        name,
        folder,
        model: path.join(folder, `${name}.onnx`),
        ranges: existsSync(ranges) ? ranges : null,
        int8: path.join(folder, `${name}_int8.onnx`),
        notes: JSON.parse(readFileSync(path.join(folder, 'training.json'), 'utf8')) as StrategyNotes,
      };
    });
}
