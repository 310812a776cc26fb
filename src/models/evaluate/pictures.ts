import type { Command, Frame } from '../../types';

/** What an evaluation needs of a dataset. */
export interface LabelledPictures {
  readonly folder: string;
  readonly samples: readonly {
    /** Path of the picture. */
    readonly image: string;
    readonly v_mps: number;
    readonly w_radps: number;
  }[];
  /** Its folders: one, or several, a circuit each. */
  readonly parts: readonly { readonly name: string }[];
  partOf(index: number): { readonly name: string };
  frame(index: number): Promise<Frame>;
  /** Whether nothing before this picture belongs to its drive. */
  startsSequence(index: number): boolean;
}

/** One picture that the models decide on. */
export interface Picture {
  /** Its place in the dataset. */
  readonly index: number;
  readonly image: string;
  readonly label: Command;
  readonly starts: boolean;
  /** Folder of a dataset that has several; null where it is one. */
  readonly part: string | null;
}

/**
 * The pictures to decide on, in the dataset's order.
 * @param most how many; of a dataset with parts, a stretch of each. null: all
 */
export function picturesOf(dataset: LabelledPictures, most: number | null): Picture[] {
  const all = dataset.samples.map(({ image, v_mps, w_radps }, index) => {
    const part = dataset.parts.length > 1 ? dataset.partOf(index).name : null;
    return { index, image, label: { v_mps, w_radps }, part };
  });
  const names = [...new Set(all.map(({ part }) => part))];
  const taken = names.flatMap((name, i) => {
    const pictures = all.filter(({ part }) => part === name);
    const share = (n: number) => Math.floor(((most ?? all.length) * n) / names.length);
    return most === null ? pictures : pictures.slice(0, Math.max(1, share(i + 1) - share(i)));
  });
  return taken.map((picture, i) => ({
    ...picture,
    // Where pictures between are left out, a drive begins anew.
    starts: taken[i - 1]?.index !== picture.index - 1 || dataset.startsSequence(picture.index),
  }));
}

/** Names of the parts in their order; empty where the dataset is one folder. */
export function partsOf(pictures: readonly Picture[]): string[] {
  return [...new Set(pictures.flatMap(({ part }) => (part === null ? [] : [part])))];
}
