/**
 * Drives the brains and writes the tables of docs/driving.md: `npm run laps -- --help`. The statistics of each lap are
 * left in out/laps.
 */
import { integerFrom, names, namesOf, program, runProgram } from '../scripts/support/program';
import { circuitNames } from '../src/circuit/load';
import { COMPENSATIONS, type CompensationMode } from '../src/config/compensation';
import { driveCircuits } from './laps/circuits';
import { driveConditions } from './laps/condition-tables';
import { CONDITIONS } from './laps/conditions';
import { drivePhases } from './laps/phases';
import { BRAINS, type Selection, WORLDS, type World } from './laps/selection';
import { driveStability } from './laps/stability';

/** The tables, by their names, in the order of the document. */
const TABLES = {
  circuits: driveCircuits,
  conditions: driveConditions,
  phases: drivePhases,
  stability: driveStability,
} satisfies Record<string, (selection: Selection) => Promise<void>>;
type TableName = keyof typeof TABLES;
const TABLE_NAMES = Object.keys(TABLES) as TableName[];

interface Options {
  tables?: TableName[];
  world?: World[];
  brains?: string[];
  circuits?: string[];
  conditions?: string[];
  compensation?: CompensationMode[];
  phases: number;
  resume: boolean;
  kept: boolean;
}

async function drive(options: Options): Promise<void> {
  const { tables = TABLE_NAMES, world = WORLDS, brains = BRAINS, ...rest } = options;
  for (const one of tables) await TABLES[one]({ worlds: world, brains, ...rest });
}

void runProgram(
  program('npm run laps --', 'Drives every brain on every circuit and writes the tables of docs/driving.md.')
    .option('--tables <names>', `tables: ${TABLE_NAMES.join(', ')} (default: all)`, namesOf(TABLE_NAMES))
    .option('--world <names>', `worlds: ${WORLDS.join(', ')} (default: both)`, namesOf(WORLDS))
    .option('--brains <names>', `brains (default: ${BRAINS.join(', ')})`, names)
    .option(
      '--circuits <names>',
      'circuits (default: all); their tables are printed, since the documents have those of all',
      namesOf(circuitNames()),
    )
    .option(
      '--conditions <names>',
      `timing of the camera: ${CONDITIONS.map(({ name }) => name).join(', ')} (default: all)`,
      namesOf(CONDITIONS.map(({ name }) => name)),
    )
    .option('--compensation <names>', 'auto, off (default: both)', namesOf(COMPENSATIONS))
    .option('--phases <count>', 'starts of each lap of the table phases', integerFrom(1, 100), 4)
    .option('--resume', 'take the laps of the camera conditions that an earlier call has driven', false)
    .option('--kept', 'drive no laps under camera conditions, take all that earlier calls have driven', false)
    .action(drive),
);
