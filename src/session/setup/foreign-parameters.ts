import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { readBrain } from '../../config/brain-file';
import { isCarFile } from '../../config/car-preset';
import { ConfigurationError, quoted } from '../../errors';
import type { RosArguments } from '../../ros/names';
import type { ParamValue } from '../../ros/transport';
import { isMapping, type NodeSettings, parameterOf } from './node-parameters';
import type { PeerFiles } from './peer-files';
import type { RunSettings } from './settings';

/** Who set the private parameters of a node, as far as its command line shows. */
export interface ParameterOrigin {
  /** roslaunch started the node, and set the parameters of its launch file right before. */
  readonly isLaunched: boolean;
  /** Parameters of the command line, without ~. */
  readonly ownNames: ReadonlySet<string>;
}

/** roslaunch alone gives a node the file of its log. */
export function originOf({ special, privateParams }: RosArguments): ParameterOrigin {
  return { isLaunched: special.has('log'), ownNames: new Set(privateParams.keys()) };
}

/** What only the one who starts the node may say: what others may have it read, whether the car has a guard, and who may see and
 *  control it on a page. */
const OWNERS = [
  'brainPath',
  'brainModules',
  'guard',
  'live',
  'livePort',
  'liveHost',
  'liveToken',
] as const satisfies readonly (keyof NodeSettings)[];

/** The parameters without those that allow others more, unless the command line or roslaunch set them. They are not read, so
 *  what somebody left there need not be of their types.
 *  @param values as the parameter server gives the node's namespace; null where it is empty
 *  @param warn told of each that is left out */
export function withoutForeignRights(
  values: ParamValue | null,
  { isLaunched, ownNames }: ParameterOrigin,
  warn: (line: string) => void,
): ParamValue | null {
  if (isLaunched || !isMapping(values)) return values;
  const kept = { ...values };
  for (const key of OWNERS) {
    const name = parameterOf(key).slice(1);
    if (ownNames.has(name) || (kept[name] ?? '') === '') continue;
    delete kept[name];
    warn(`parameter ~${name} is not the command line's; it is left alone (_${name}:=... allows it)`);
  }
  return kept;
}

/**
 * Checks the files and folders of parameters that were on the server before the node was started by hand: anybody may
 * have set them.
 * @param mine settings of the command line, which take the place of parameters
 * @throws ConfigurationError that names the parameter
 */
export function checkForeignParameters(
  parameters: RunSettings,
  mine: Partial<RunSettings> | { readonly out?: string | null },
  { isLaunched, ownNames }: ParameterOrigin,
  files: PeerFiles,
): void {
  if (isLaunched) return;
  const check = (
    key: 'brain' | 'model' | 'car' | 'circuit' | 'start' | 'out',
    by: (value: string) => unknown,
  ) => {
    const value = parameters[key];
    if (value === undefined || key in mine || ownNames.has(parameterOf(key).slice(1))) return;
    try {
      by(value);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      throw new ConfigurationError(
        `${error.message}; anybody can set a parameter: give your own on the command line (_${key}:=...)`,
      );
    }
  };
  check('brain', (value) => files.checkKind(readBrain(files.brain(value, 'parameter ~brain'))));
  check('model', (value) => files.model(value, 'parameter ~model'));
  check('car', (value) => {
    if (isCarFile(value)) files.file(value, 'parameter ~car', ['.yml', '.yaml']);
  });
  check('circuit', (value) => {
    if (/[/\\.]/.test(value)) files.file(value, 'parameter ~circuit');
  });
  check('start', (value) => {
    if (/[./\\]/.test(value)) files.file(value, 'parameter ~start', ['.csv']);
  });
  check('out', checkFolder);
}

/** Only below the working directory, where the node would write by itself. */
function checkFolder(folder: string): void {
  const here = realpathSync(process.cwd());
  let existing = path.resolve(folder);
  const missing: string[] = [];
  while (!existsSync(existing)) {
    missing.unshift(path.basename(existing));
    existing = path.dirname(existing);
  }
  const real = path.join(realpathSync(existing), ...missing);
  if (real === here || real.startsWith(`${here}${path.sep}`)) return;
  throw new ConfigurationError(`parameter ~out is ${quoted(folder)}, outside of the working directory`);
}
