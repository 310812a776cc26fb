/** What the network sees of a frame, for images and lines. */
export interface Sight {
  /** Null for a brain without a network. */
  readonly modelFile: string | null;
  /** Where the car's camera is, as far as it is set. */
  readonly camera: Readonly<Record<string, number>>;
  /** The brain's images are corrupted: its crop is not that of the camera. */
  readonly isCorrupted: boolean;
}
