import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadCircuit } from '../../../src/circuit/load';
import { planExperiments } from '../../../src/experiment/plan/plan-experiments';
import type { PlanOptions } from '../../../src/experiment/plan/plan-options';
import { beside, DriveBag } from '../../helpers/drive-bag';

/** A folder of experiment files and what they name. */
export class ExperimentFolder {
  readonly path = mkdtempSync(path.join(tmpdir(), 'f1-brain-plan-'));
  #count = 0;

  write(text: string, name = `experiment-${++this.#count}.yml`): string {
    const file = path.join(this.path, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  /** Plans the runs of one file. */
  plan(text: string, options: PlanOptions = {}) {
    return planExperiments([this.write(text)], options);
  }

  /** The lines of what is wrong with one file, without its path. */
  async problems(text: string, options: PlanOptions = {}): Promise<string[]> {
    const file = this.write(text);
    try {
      await planExperiments([file], options);
    } catch (error) {
      return String((error as Error).message)
        .split('\n')
        .map((line) => line.replace(`${file}: `, ''));
    }
    return [];
  }
}

/** A file of BehaviorMetrics. @param parts lines of `Behaviors` beside `Robot`
 *  @param robot lines of `Robot` */
export function theirs(robot: readonly string[], parts: readonly string[] = []): string {
  return [
    'Behaviors:',
    '  Robot:',
    '    Type: f1',
    ...robot.map((line) => `    ${line}`),
    ...parts.map((line) => `  ${line}`),
  ].join('\n');
}

/** A recorded lap 0.2 m beside a circuit's line. */
export async function writeLap(name: string, file: string): Promise<void> {
  const circuit = await loadCircuit(name);
  const bag = new DriveBag();
  for (let s_m = 0; s_m <= circuit.length_m; s_m += 0.5) bag.pose(beside(circuit, s_m, 0.2), s_m / 10);
  writeFileSync(file, bag.bytes());
}
