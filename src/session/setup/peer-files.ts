import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { BrainConfiguration } from '../../config/brain-configuration';
import { formatBrainEntry, parseBrainEntry } from '../../config/brain-entry';
import { cardFileOf } from '../../config/model-card';
import { ConfigurationError, quoted } from '../../errors';
import { PACKAGE_ROOT } from '../../support/paths';

const BRAINS_FOLDER = path.join(PACKAGE_ROOT, 'brains');
const MODELS_FOLDER = path.join(PACKAGE_ROOT, 'models');

export interface PeerFilesOptions {
  /** Folders beside brains/ and models/, separated by colons as in PATH. */
  readonly brainPath?: string | undefined;
  /** Whether a brain may be a module, which is code. Default false. */
  readonly brainModules?: boolean | undefined;
  /** Files that whoever started the node named. */
  readonly own?: readonly string[];
}

/**
 * The files that others than whoever started the node may have it read: over ~load_brain, or by parameters on the
 * server. Those are brains and models in brains/ and models/ and in folders that were allowed at the start; nothing is
 * read of any other file, and whether it exists is not told.
 */
export class PeerFiles {
  readonly #folders: readonly string[];
  readonly #own: ReadonlySet<string>;
  readonly #modules: boolean;

  /** @throws ConfigurationError for a folder that does not exist */
  constructor({ brainPath, brainModules, own = [] }: PeerFilesOptions = {}) {
    this.#modules = brainModules ?? false;
    this.#own = new Set(own.map(realPath).filter((file) => file !== null));
    const allowed = (brainPath ?? '').split(path.delimiter).filter((folder) => folder !== '');
    this.#folders = [
      ...[BRAINS_FOLDER, MODELS_FOLDER].map((folder) => realPath(folder) ?? folder),
      ...allowed.map(existingFolder),
    ];
  }

  /** @param asked what was asked for, as the error begins
   *  @returns the name, or the real path of the file, with the entry that was named
   *  @throws ConfigurationError */
  brain(nameOrPath: string, asked: string): string {
    const { file, entry } = parseBrainEntry(nameOrPath);
    if (/[/\\]|\.ya?ml$/i.test(file)) {
      return formatBrainEntry({ file: this.file(file, asked, ['.yml', '.yaml']), entry });
    }
    this.#checkNamed(path.join(BRAINS_FOLDER, `${nameOrPath}.yml`), asked);
    this.#checkNamed(path.join(MODELS_FOLDER, `${nameOrPath}.onnx`), asked);
    return nameOrPath;
  }

  /** @returns the name, or the real path of the file
   *  @throws ConfigurationError */
  model(nameOrPath: string, asked: string): string {
    if (/[/\\]/.test(nameOrPath) || existsSync(nameOrPath)) {
      const file = this.file(nameOrPath, asked, ['.onnx']);
      this.#checkNamed(cardFileOf(file), asked);
      return file;
    }
    const named = path.join(MODELS_FOLDER, `${nameOrPath.replace(/\.onnx$/i, '')}.onnx`);
    this.#checkNamed(named, asked);
    this.#checkNamed(cardFileOf(named), asked);
    return nameOrPath;
  }

  /** @param extensions of the files that are meant; any where it is left out
   *  @returns the real path, behind links and '..'
   *  @throws ConfigurationError, with the same words whether or not there is such a file */
  file(asked: string, what: string, extensions: readonly string[] = []): string {
    const real = realPath(asked);
    const isMeant = extensions.length === 0 || extensions.includes(path.extname(real ?? '').toLowerCase());
    if (real !== null && (this.#own.has(real) || (isMeant && this.#isWithin(real)))) return real;
    throw new ConfigurationError(
      `${what} is ${quoted(asked)}, which is no file in brains/, models/ or a folder of --brain-path; ` +
        'name one of those, or allow its folder when the node is started',
    );
  }

  /** @throws ConfigurationError for a brain that is code, unless code is allowed or it was named at the start */
  checkKind({ kind, file, name }: BrainConfiguration): void {
    if (kind.type !== 'module' || this.#modules) return;
    const real = realPath(file);
    if (real !== null && this.#own.has(real)) return;
    throw new ConfigurationError(
      `${name} is a module, which is code; start the node with --brain-modules to let others load one`,
    );
  }

  #isWithin(real: string): boolean {
    return this.#folders.some((folder) => real.startsWith(`${folder}${path.sep}`));
  }

  /** A name stands for a file that may be a link. */
  #checkNamed(file: string, asked: string): void {
    const real = realPath(file);
    if (real === null || this.#isWithin(real) || this.#own.has(real)) return;
    throw new ConfigurationError(`${asked}: it is a link that leads out of the folders that others may use`);
  }
}

/** null where there is no such file. */
function realPath(file: string): string | null {
  try {
    return realpathSync(file);
  } catch {
    return null;
  }
}

function existingFolder(folder: string): string {
  const real = realPath(folder);
  if (real !== null) return real;
  throw new ConfigurationError(`--brain-path names ${folder}, which does not exist`);
}
