import type { RawImage, Size } from '../../../image/codec';

/** Takes the images of a film, in their order. */
export interface FilmWriter {
  /** Settles when the next image may come.
   *  @param image RGB, of the film's size; its pixels must not change any more
   *  @throws BrainError, as on a full disk */
  write(image: RawImage): Promise<void>;
  /** After the last image: the file is complete. @throws BrainError */
  finish(): Promise<void>;
  /** Leaves nothing behind. Safe to call after `finish`, or twice. */
  abandon(): Promise<void>;
}

export interface FilmFormatOptions {
  readonly size: Size;
  /** Images a second. */
  readonly fps: number;
  /** Number of all images. */
  readonly count: number;
}
