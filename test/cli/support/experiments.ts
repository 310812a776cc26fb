import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run, temporaryFolder, writeRing } from '../../helpers/command-line';

export const folder = temporaryFolder();
const ring = writeRing(folder);
let files = 0;

/** An experiment file on a ring of 50 m: two brains, unless `changes` say otherwise. */
export function experimentFile(changes: Readonly<Record<string, unknown>> = {}): string {
  const file = path.join(folder, `experiment-${++files}.yml`);
  const given = {
    name: 'trial',
    brains: ['line_follower', 'slim_pilotnet'],
    circuits: [ring],
    starts: 'random',
    corruptions: 'none',
    record: false,
    ...changes,
  };
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(given));
  return file;
}

export const newFolder = () => path.join(temporaryFolder(), 'out');

interface Told {
  readonly counts: object;
  readonly runs: readonly {
    readonly key: string;
    readonly outcome: string;
    readonly outcome_sha256: string;
  }[];
}

/** Drives an experiment and returns its JSON. */
export async function drive(args: readonly string[]): Promise<Told & { readonly code: number | null }> {
  const { code, stdout } = await run(['experiment', ...args, '--no-report', '--json']);
  return { code, ...(JSON.parse(stdout) as Told) };
}

/** Fingerprints of what the runs came to, by their keys. */
export const outcomes = ({ runs }: Told) =>
  new Map(runs.map(({ key, outcome_sha256 }) => [key, outcome_sha256]));

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** How many runs a folder has. */
export const finishedIn = (out: string) =>
  existsSync(path.join(out, 'runs'))
    ? readdirSync(path.join(out, 'runs')).filter((name) => !name.startsWith('.')).length
    : 0;
