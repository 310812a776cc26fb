import type { Command, Frame } from '../../types';

/** A dataset, as far as an evaluation needs it. */
export interface LabelledImages {
  readonly folder: string;
  readonly samples: readonly {
    /** Path of the image. */
    readonly image: string;
    readonly v_mps: number;
    readonly w_radps: number;
    /** Seconds; null if missing. */
    readonly timestamp?: number | null;
  }[];
  /** Folders of the dataset, typically one per circuit. */
  readonly parts: readonly { readonly name: string }[];
  partOf(index: number): { readonly name: string };
  frame(index: number): Promise<Frame>;
  /** Whether the image starts a sequence. */
  startsSequence(index: number): boolean;
}

/** An image that the models decide on. */
export interface EvaluationImage {
  /** Index in the dataset. */
  readonly index: number;
  readonly image: string;
  readonly label: Command;
  readonly starts: boolean;
  /** Part of the dataset; null for a dataset of one folder. */
  readonly part: string | null;
}

/**
 * Selects the images to decide on, in dataset order.
 * @param most maximum number; with several parts, consecutive images of each. Null for all
 */
export function selectImages(dataset: LabelledImages, most: number | null): EvaluationImage[] {
  const all = dataset.samples.map(({ image, v_mps, w_radps }, index) => {
    const part = dataset.parts.length > 1 ? dataset.partOf(index).name : null;
    return { index, image, label: { v_mps, w_radps }, part };
  });
  const names = [...new Set(all.map(({ part }) => part))];
  const taken = names.flatMap((name, i) => {
    const images = all.filter(({ part }) => part === name);
    const share = (n: number) => Math.floor(((most ?? all.length) * n) / names.length);
    return most === null ? images : images.slice(0, Math.max(1, share(i + 1) - share(i)));
  });
  return taken.map((image, i) => ({
    ...image,
    // Skipped images start a new sequence.
    starts: taken[i - 1]?.index !== image.index - 1 || dataset.startsSequence(image.index),
  }));
}

/** Names of the parts in order; empty for a dataset of one folder. */
export function listParts(images: readonly EvaluationImage[]): string[] {
  return [...new Set(images.flatMap(({ part }) => (part === null ? [] : [part])))];
}
