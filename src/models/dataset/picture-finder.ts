import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError, messageOf, quoted } from '../../errors';
import type { LabelRow } from './label-file';

const LISTED = 3;

/** Finds the pictures that label files name: with or without `.png`, with or without a folder. */
export class PictureFinder {
  readonly #folder: string;
  readonly #listings = new Map<string, ReadonlySet<string>>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @returns absolute paths, one a row
   *  @throws ConfigurationError for pictures that are not there, or that two rows name */
  static async find(rows: readonly LabelRow[], folder: string, file: string): Promise<string[]> {
    const finder = new PictureFinder(folder);
    const lines = new Map<string, number>();
    const missing: LabelRow[] = [];
    const pictures: string[] = [];
    for (const row of rows) {
      const picture = await finder.#locate(row.imageName);
      if (picture === null) {
        missing.push(row);
        continue;
      }
      const before = lines.get(picture);
      if (before !== undefined) {
        throw new ConfigurationError(
          `${file}, line ${row.line}, column image_name: ${quoted(row.imageName)} stands in line ${before} already; ` +
            'remove one of the two rows',
        );
      }
      lines.set(picture, row.line);
      pictures.push(picture);
    }
    if (missing.length > 0) throw missingPictures(missing, rows.length, folder, file);
    return pictures;
  }

  async #locate(imageName: string): Promise<string | null> {
    const name = /\.(png|jpe?g)$/i.test(imageName) ? imageName : `${imageName}.png`;
    const inside = path.join(this.#folder, name);
    // Label files that were moved name folders of another machine: the picture lies beside them then.
    const beside = path.join(this.#folder, path.basename(name));
    for (const candidate of new Set([inside, beside])) {
      if (path.relative(this.#folder, candidate).startsWith('..')) continue;
      const listing = await this.#list(path.dirname(candidate));
      if (listing.has(path.basename(candidate))) return candidate;
    }
    return null;
  }

  async #list(folder: string): Promise<ReadonlySet<string>> {
    const known = this.#listings.get(folder);
    if (known) return known;
    const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(error.code ?? '')) return [];
      throw new ConfigurationError(`${folder}: cannot be read (${messageOf(error)})`, { cause: error });
    });
    const listing = new Set(names);
    this.#listings.set(folder, listing);
    return listing;
  }
}

function missingPictures(missing: readonly LabelRow[], rows: number, folder: string, file: string): Error {
  const [first] = missing;
  const named = missing
    .slice(1, 1 + LISTED)
    .map(({ imageName }) => quoted(imageName).slice(1, -1))
    .join(', ');
  const rest =
    missing.length === 1
      ? ''
      : `; ${missing.length} of ${rows} pictures are missing, also ${named}${missing.length > 1 + LISTED ? ' ...' : ''}`;
  return new ConfigurationError(
    `${file}, line ${first!.line}, column image_name: there is no picture ${quoted(first!.imageName)} in ${folder}${rest}; ` +
      'put it back, or remove the row',
  );
}
