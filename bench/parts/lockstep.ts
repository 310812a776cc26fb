import path from 'node:path';
import { table } from '../../scripts/support/documents';
import { jsonOfBrain } from '../../scripts/support/processes';
import { say } from '../../scripts/support/program';
import type { LapStatistics } from '../../src/measure/metrics/lap-statistics';
import { medianOf } from '../support/measure';
import type { PartOptions, PartResult } from '../support/part';

const CIRCUITS = ['simple_circuit', 'many_curves', 'montreal_line'];
const MOST_ROUNDS = 3;

/** Simulated over wall time of laps in lockstep. */
export async function measureLockstep({ rounds, out }: PartOptions): Promise<PartResult> {
  const found: { circuit: string; factor: number; runs: string }[] = [];
  for (const circuit of CIRCUITS) {
    const factors: number[] = [];
    for (let round = 0; round < Math.min(rounds, MOST_ROUNDS); round++) {
      const args = ['lap', 'pilotnet', '--world', 'lockstep', '--circuit', circuit];
      const lap = await jsonOfBrain<LapStatistics>([...args, '--out', path.join(out, 'lockstep')]);
      factors.push(lap.real_time_factor ?? Number.NaN);
    }
    const runs = factors.map((factor) => factor.toFixed(1)).join(', ');
    found.push({ circuit, factor: medianOf(factors), runs });
    say(`lockstep ${circuit}: ${runs} times real time`);
  }
  const rows = found.map(({ circuit, factor, runs }) => [circuit, factor.toFixed(1), runs]);
  const slowest = Math.min(...found.map(({ factor }) => factor));
  return {
    text: `### Lockstep laps with the PilotNet\n\nSimulated over wall time.\n\n${table(['circuit', 'real time factor', 'runs'], rows)}`,
    summary: [
      ['lockstep laps with the PilotNet, slowest circuit', `${slowest.toFixed(1)} times real time`, ''],
    ],
    figures: rows,
  };
}
