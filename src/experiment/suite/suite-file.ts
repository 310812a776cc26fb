import { readdirSync } from 'node:fs';
import path from 'node:path';
import { Problems } from '../../config/problems';
import { Section } from '../../config/section';
import { readYamlFile } from '../../config/yaml-file';
import { ConfigurationError } from '../../errors';
import { suggestion } from '../../support/nearest';
import { PACKAGE_ROOT } from '../../support/paths';
import { PLAIN_KEYS } from '../plan/plain-file';
import { hashFile } from '../run/planned-files';
import { readScoreSettings, type ScoreSettings } from './score-settings';

const SUITES_FOLDER = path.join(PACKAGE_ROOT, 'config', 'suites');

/** The suite that is driven where none is named. */
export const NEWEST_SUITE = 'v1';

/** What a brain brings along, or the command line says. */
const NOT_OF_A_SUITE = ['name', 'description', 'brains', 'models', 'workers'];
const RUN_KEYS = PLAIN_KEYS.filter((key) => !NOT_OF_A_SUITE.includes(key));

/** Runs of a suite under one name. */
export interface SuitePart {
  readonly name: string;
  /** Null for driving under usual conditions; else what this part varies. */
  readonly factor: string | null;
  /** Experiment files without brains, whose runs these are. */
  readonly experiments: readonly Readonly<Record<string, unknown>>[];
}

/** A benchmark suite: runs that every brain drives, and how they are scored. */
export interface Suite {
  readonly name: string;
  readonly description: string | null;
  /** Absolute. */
  readonly file: string;
  /** Of the file, in hexadecimal. */
  readonly sha256: string;
  readonly parts: readonly SuitePart[];
  readonly score: ScoreSettings;
}

/** Names of the suites in `config/suites`. */
export function suiteNames(): string[] {
  return readdirSync(SUITES_FOLDER)
    .filter((file) => file.endsWith('.yml'))
    .map((file) => path.parse(file).name)
    .sort();
}

/** The suite that a user names: a name in `config/suites`, or a file.
 *  @throws ConfigurationError with one line for each problem */
export function readSuite(nameOrPath: string): Suite {
  if (/[/\\]|\.ya?ml$/i.test(nameOrPath)) return readSuiteFile(path.resolve(nameOrPath));
  const names = suiteNames();
  if (names.includes(nameOrPath)) return readSuiteFile(path.join(SUITES_FOLDER, `${nameOrPath}.yml`));
  throw new ConfigurationError(
    `no suite is called '${nameOrPath}'${suggestion(nameOrPath, names)}; there ` +
      `${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}, or give the path of a suite file`,
  );
}

function readSuiteFile(file: string): Suite {
  const problems = new Problems();
  const root = new Section(readYamlFile(file, 'suite'), file);
  problems.attempt(() => root.allow(['name', 'description', 'every', 'clear', 'factors', 'score']), null);
  const read = <T>(reader: () => T, otherwise: T) => problems.attempt(reader, otherwise);
  const every = read(() => root.optionalSection('every')?.allow(RUN_KEYS) ?? null, null);
  const parts = [
    ...read(() => readParts(root.section('clear'), every, problems), []).map((part) => ({
      ...part,
      factor: null,
    })),
    ...read(() => (root.has('factors') ? readParts(root.section('factors'), every, problems) : []), []).map(
      (part) => ({ ...part, factor: part.name }),
    ),
  ];
  const score = read(
    () =>
      readScoreSettings(
        root.section('score'),
        parts.some(({ factor }) => factor !== null),
      ),
    null,
  );
  const name = read(() => root.string('name'), '');
  const description = read(() => root.optionalString('description'), null);
  problems.throwAny();
  return { name, description, file, sha256: hashFile(file), parts, score: score! };
}

/** Each part holds an experiment, or a list of them. */
function readParts(section: Section, every: Section | null, problems: Problems): Omit<SuitePart, 'factor'>[] {
  if (section.keys.length === 0) throw section.error(null, 'is empty; name at least one set of runs');
  const shared = mapping(every);
  return section.keys.map((name) => {
    const experiments = problems
      .attempt(() => section.items(name), [])
      .flatMap(([item, key]) =>
        problems.attempt(() => [{ ...shared, ...mapping(item.section(key).allow(RUN_KEYS)) }], []),
      );
    return { name, experiments };
  });
}

function mapping(section: Section | null): Record<string, unknown> {
  return Object.fromEntries((section?.keys ?? []).map((key) => [key, section!.raw(key)]));
}
