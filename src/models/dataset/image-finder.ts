import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError, messageOf, quoted } from '../../errors';
import type { LabelRow } from './label-file';

const MAX_LISTED = 3;

/** Finds the images named in label files: with or without `.png`, with or without a folder. */
export class ImageFinder {
  readonly #folder: string;
  /** Names of folders in it that hold images too. */
  readonly #imageFolders: readonly string[];
  readonly #listings = new Map<string, ReadonlySet<string>>();

  private constructor(folder: string, imageFolders: readonly string[]) {
    this.#folder = folder;
    this.#imageFolders = imageFolders;
  }

  /** @param imageFolders names of folders in `folder` that are searched too
   *  @returns one absolute path per row
   *  @throws ConfigurationError for missing images, or an image named by two rows */
  static async find(
    rows: readonly LabelRow[],
    folder: string,
    file: string,
    imageFolders: readonly string[] = [],
  ): Promise<string[]> {
    const finder = new ImageFinder(folder, imageFolders);
    const lines = new Map<string, number>();
    const missing: LabelRow[] = [];
    const images: string[] = [];
    for (const row of rows) {
      const image = await finder.#locate(row.imageName);
      if (image === null) {
        missing.push(row);
        continue;
      }
      const before = lines.get(image);
      if (before !== undefined) {
        throw new ConfigurationError(
          `${file}, line ${row.line}, column image_name: ${quoted(row.imageName)} is already in line ${before}; ` +
            'remove one of the two rows',
        );
      }
      lines.set(image, row.line);
      images.push(image);
    }
    if (missing.length > 0) throw describeMissing(missing, rows.length, folder, file);
    return images;
  }

  async #locate(imageName: string): Promise<string | null> {
    const name = /\.(png|jpe?g)$/i.test(imageName) ? imageName : `${imageName}.png`;
    const inside = path.join(this.#folder, name);
    // Label files from another machine name its folders; the image is then beside the label file.
    const beside = path.join(this.#folder, path.basename(name));
    const others = this.#imageFolders.map((other) => path.join(this.#folder, other, path.basename(name)));
    for (const candidate of new Set([inside, beside, ...others])) {
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

function describeMissing(missing: readonly LabelRow[], rows: number, folder: string, file: string): Error {
  const [first] = missing;
  const named = missing
    .slice(1, 1 + MAX_LISTED)
    .map(({ imageName }) => quoted(imageName).slice(1, -1))
    .join(', ');
  const rest =
    missing.length === 1
      ? ''
      : `; ${missing.length} of ${rows} images are missing, also ${named}${missing.length > 1 + MAX_LISTED ? ' ...' : ''}`;
  return new ConfigurationError(
    `${file}, line ${first!.line}, column image_name: there is no image ${quoted(first!.imageName)} in ${folder}${rest}; ` +
      'put it back, or remove the row',
  );
}
