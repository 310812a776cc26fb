import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { isBag } from '../bag/is-bag';
import { MCAP_COMPRESSIONS, type McapCompression } from '../bag/mcap/compress-chunk';
import { type BagConversion, convertBag } from '../bag/mcap/convert-bag';
import { BagError, ConfigurationError } from '../errors';
import { count } from '../support/count';
import { PartFile } from '../support/part-file';
import { roundPercent } from '../support/percent';
import { ReadingLine } from '../support/terminal/reading-line';
import { version } from '../support/version';
import { interruptible } from './interruptible';
import type { Invocation } from './io';
import { choice } from './options/common';
import { printError, printLines } from './print';

const FORMATS = ['mcap'] as const;

interface ConvertOptions {
  readonly to: (typeof FORMATS)[number];
  readonly out?: string;
  readonly compression: McapCompression;
  readonly force: boolean;
}

/** One bag, and the file that it becomes. */
interface Job {
  readonly bag: string;
  readonly file: string;
}

export function addConvert(program: Command, cli: Invocation): Command {
  return program
    .command('convert')
    .description('write bags as MCAP files, for Foxglove, Lichtblick and the mcap tools')
    .argument('<bag...>', 'bags of f1-brain, of BehaviorMetrics, or of rosbag record')
    .addOption(choice('--to <format>', 'what the bags become', FORMATS).makeOptionMandatory())
    .option('--out <file>', 'file to write, or a folder for several (default: beside each bag)')
    .addOption(choice('--compression <name>', 'of the messages', MCAP_COMPRESSIONS).default('zstd'))
    .option('--force', 'overwrite existing files', false)
    .addHelpText(
      'after',
      '\nExit code 0: written; of a damaged bag, what can be read. 1: not written, as on a full disk. 2: wrong arguments.' +
        '\n6: a bag that cannot be read. 130: Ctrl-C; no file was left half-written.',
    )
    .action(async (bags: string[], options: ConvertOptions) => {
      cli.finish(await convert(bags, options, cli));
    });
}

async function convert(bags: readonly string[], options: ConvertOptions, cli: Invocation): Promise<number> {
  const jobs = planJobs(bags, options.out);
  requireFree(jobs, options.force);
  let failed = 0;
  for (const job of jobs) {
    try {
      await convertOne(job, options, cli);
    } catch (error) {
      if (!(error instanceof BagError) || jobs.length === 1) throw error;
      printError(cli, error.message);
      failed += 1;
    }
  }
  return failed > 0 ? 6 : 0;
}

async function convertOne({ bag, file }: Job, options: ConvertOptions, cli: Invocation): Promise<void> {
  const line = new ReadingLine(cli.stderr, () => performance.now());
  const target = new LazyFile(file, options.force);
  let result: BagConversion;
  try {
    result = await interruptible(cli, `interrupted: ${file} was not written`, (signal) =>
      convertBag(bag, target, {
        compression: options.compression,
        library: `f1-brain ${version()}`,
        onProgress: (share) => line.show(bag, share),
        signal,
      }),
    );
    const [first] = result.damage;
    if (result.written === 0 && first !== undefined) {
      throw new BagError(`${bag}: no message can be read (${first.reason}); nothing was written`);
    }
    target.complete();
  } finally {
    line.clear();
    target.discard();
  }
  for (const note of notesOn(bag, result)) printError(cli, note);
  printLines(cli, [`${file} (${sizes(target.bytes, result)}): ${contentOf(result)}`]);
}

/** Makes its file with the first byte: a bag that cannot be read leaves none. */
class LazyFile {
  readonly #open: () => PartFile;
  #file: PartFile | null = null;

  constructor(file: string, replace: boolean) {
    this.#open = () => new PartFile(file, { replace });
  }

  get bytes(): number {
    return this.#file?.bytes ?? 0;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#file ??= this.#open();
    this.#file.write(bytes);
  }

  position(): bigint {
    return BigInt(this.bytes);
  }

  complete(): void {
    this.#file?.complete();
  }

  discard(): void {
    this.#file?.discard();
  }
}

/** @throws ConfigurationError for an --out that cannot hold them */
function planJobs(bags: readonly string[], out: string | undefined): Job[] {
  if (out?.trim() === '') throw new ConfigurationError('--out: name a file or a folder');
  const isFolder = out !== undefined && (out.endsWith(path.sep) || isDirectory(out));
  if (out !== undefined && !isFolder) {
    if (bags.length === 1) return [{ bag: bags[0]!, file: out }];
    if (existsSync(out))
      throw new ConfigurationError(`--out ${out}: is a file; name a folder for several bags`);
  }
  const jobs = bags.map((bag) => {
    const { dir, name, ext, base } = path.parse(bag);
    return { bag, file: path.join(out ?? dir, `${ext === '.bag' ? name : base}.mcap`) };
  });
  const twice = jobs.find(({ file }, i) => jobs.findIndex((job) => job.file === file) < i);
  if (twice === undefined) return jobs;
  throw new ConfigurationError(
    `${twice.file}: two of the bags would become this file; convert them one by one`,
  );
}

function isDirectory(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** No bag, folder or device is overwritten, and nothing else without --force.
 *  @throws ConfigurationError that names every file that is there */
function requireFree(jobs: readonly Job[], force: boolean): void {
  const taken = jobs.map(({ file }) => file).filter((file) => existsSync(file));
  const other = taken.find((file) => !statSync(file).isFile());
  if (other !== undefined)
    throw new ConfigurationError(`${other}: is there already and is no file; name another place with --out`);
  const bag = taken.find(isBag);
  if (bag !== undefined)
    throw new ConfigurationError(`--out ${bag}: is a bag, which would be lost; name another file`);
  if (taken.length === 0 || force) return;
  const [are, them] = taken.length === 1 ? ['is', 'it'] : ['are', 'them'];
  throw new ConfigurationError(
    `${taken.join(', ')}: ${are} there already; name another place with --out, or overwrite ${them} with --force`,
  );
}

function notesOn(bag: string, { damage, indexed }: BagConversion): string[] {
  const [first] = damage;
  if (first === undefined) return [];
  const more = damage.length > 1 ? `, and ${damage.length - 1} more` : '';
  const what = indexed ? 'is damaged' : 'was cut off or is damaged';
  return [`${bag}: ${what}: ${first.reason} (byte ${first.at_byte}${more}); what can be read was written`];
}

function sizes(bytes: number, { size_bytes }: BagConversion): string {
  return `${(bytes / 1e6).toFixed(1)} MB, ${roundPercent((100 * bytes) / size_bytes, 0)} % of the bag`;
}

function contentOf({ written, connections }: BagConversion): string {
  const topics = new Set(connections.map(({ topic }) => topic));
  return `${count(written, 'message')} on ${count(topics.size, 'topic')}`;
}
