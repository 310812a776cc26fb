import { DIRECTIONS } from '../../circuit/direction';
import { generatedName } from '../../circuit/generate/name';
import { circuitNames } from '../../circuit/load';
import { ownCircuits } from '../../circuit/own-circuits';
import { brainNames } from '../../config/brain-file';
import { CAR_NAMES } from '../../config/car-preset';
import { CAR_CAMERA_NAMES } from '../../config/f1-car';
import { CORRUPTIONS } from '../../config/image-transform';
import { shippedModels } from '../../config/named-model';
import { PROVIDER_REQUESTS } from '../../drive/inference/providers';
import { RUN_COLUMNS } from '../../experiment/run/run-row';
import { suiteNames } from '../../experiment/suite/suite-file';
import { TEACHER_NAME } from '../../models/dataset/drive/named-driver';
import { STRATEGIES } from '../../models/optimize/strategies';
import { EXPORT_FORMATS } from '../runs/export-runs';
import type { FindValues, Values } from './tree';

const NOTHING: Values = { words: [], paths: null, isList: false };
const FILES: Values = { words: [], paths: 'files', isList: false };
const FOLDERS: Values = { words: [], paths: 'folders', isList: false };

const namesOrFiles = (words: readonly string[]): Values => ({ words, paths: 'files', isList: false });
const listOf = (words: readonly string[]): Values => ({ words, paths: null, isList: true });

/** Names that this installation knows, for options and arguments that take them, and paths where the placeholder
 *  says so. Read once, when the script is written. */
export function findKnownValues(): FindValues {
  const brains = brainNames();
  // A shell splits words at colons: of a generated circuit's two names, the one without.
  const circuits = namesOrFiles([...circuitNames(), ...ownCircuits().keys(), generatedName(1)]);
  const models = namesOrFiles(shippedModels());
  const runColumns = RUN_COLUMNS.map(({ name }) => name);
  const byKey: Readonly<Record<string, Values>> = {
    brain: namesOrFiles(brains),
    '--brain': namesOrFiles([...brains, TEACHER_NAME].sort()),
    '--brains': { ...listOf(brains), paths: 'files' },
    '--suite': namesOrFiles(suiteNames()),
    result: FILES,
    circuit: circuits,
    '--circuit': circuits,
    '--circuits': listOf(circuits.words),
    '--directions': listOf(DIRECTIONS),
    // JdeRobot's worlds have the names of our circuits, and more.
    world: circuits,
    model: models,
    '--model': models,
    '--models': models,
    '--reference': models,
    '--goal': FILES,
    '--provider': listOf([...PROVIDER_REQUESTS, 'all']),
    '--strategy': listOf(STRATEGIES.map(({ name }) => name)),
    '--weather': listOf(CORRUPTIONS),
    '--columns': listOf(['all', ...runColumns]),
    '--sort': listOf(runColumns),
    '--where': { words: runColumns, paths: null, isList: false },
    '--export': namesOrFiles(EXPORT_FORMATS),
    '--start': namesOrFiles(['as-is', 'circuit', 'random', 'reset']),
    '--car': namesOrFiles(CAR_NAMES),
    '--camera': { words: CAR_CAMERA_NAMES, paths: null, isList: false },
    '--rtf': { words: ['1', 'max'], paths: null, isList: false },
  };
  const byPlaceholder: Readonly<Record<string, Values>> = {
    a: FILES,
    b: FILES,
    bag: FILES,
    dataset: FOLDERS,
    dir: FOLDERS,
    file: FILES,
    files: FILES,
    folder: FOLDERS,
    folders: FOLDERS,
    in: FOLDERS,
    out: FOLDERS,
    path: FILES,
    paths: FILES,
  };
  return (key, placeholder) => byKey[key] ?? byPlaceholder[placeholder] ?? NOTHING;
}
