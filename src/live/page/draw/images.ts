import type { ImageHeader } from '../../messages';
import type { ImageKind } from '../../page-requests';
import { isOutdated } from '../model/staleness';

export interface ShownImage {
  readonly header: ImageHeader;
  readonly bitmap: ImageBitmap;
}

interface Encoded {
  readonly header: ImageHeader;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** The newest image of each kind, decoded. While one is being decoded only the newest of the others waits. */
export class Images {
  readonly #onImage: (kind: ImageKind) => void;
  readonly #isOld: (image: ImageHeader, camera: ImageHeader | null) => boolean;
  readonly #shown = new Map<ImageKind, ShownImage>();
  readonly #waiting = new Map<ImageKind, Encoded>();
  readonly #decoding = new Set<ImageKind>();
  /** Counts up when all are forgotten: what is being decoded then is no longer wanted. */
  #generation = 0;

  /** @param isOld whether an image is not to be shown beside the camera image */
  constructor(onImage: (kind: ImageKind) => void, isOld = isTooOld) {
    this.#onImage = onImage;
    this.#isOld = isOld;
  }

  /** Null where there is none, or only one that is too old to be shown beside the camera image. */
  get(kind: ImageKind): ShownImage | null {
    const image = this.#shown.get(kind) ?? null;
    const camera = this.#shown.get('camera') ?? null;
    return image === null || this.#isOld(image.header, camera?.header ?? null) ? null : image;
  }

  take(header: ImageHeader, data: Uint8Array<ArrayBuffer>): void {
    this.#waiting.set(header.kind, { header, data });
    if (!this.#decoding.has(header.kind)) void this.#decode(header.kind);
  }

  /** Forgets images of one kind, or of all. */
  clear(kind?: ImageKind): void {
    this.#generation += 1;
    for (const [one, { bitmap }] of this.#shown) {
      if (kind !== undefined && kind !== one) continue;
      bitmap.close();
      this.#shown.delete(one);
      this.#waiting.delete(one);
    }
  }

  async #decode(kind: ImageKind): Promise<void> {
    this.#decoding.add(kind);
    for (let next = this.#next(kind); next !== null; next = this.#next(kind)) {
      const generation = this.#generation;
      const bitmap = await decode(next);
      if (bitmap === null) continue;
      if (generation !== this.#generation) {
        bitmap.close();
        continue;
      }
      this.#shown.get(kind)?.bitmap.close();
      this.#shown.set(kind, { header: next.header, bitmap });
      this.#onImage(kind);
    }
    this.#decoding.delete(kind);
  }

  #next(kind: ImageKind): Encoded | null {
    const next = this.#waiting.get(kind) ?? null;
    this.#waiting.delete(kind);
    return next;
  }
}

function isTooOld(image: ImageHeader, camera: ImageHeader | null): boolean {
  return isOutdated(image.wall_ms, camera?.wall_ms ?? null);
}

/** @returns null for an image that is cut off: the next one replaces it */
async function decode({ header, data }: Encoded): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(new Blob([data], { type: header.format }));
  } catch {
    return null;
  }
}
