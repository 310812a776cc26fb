/** Elements of a model's input tensor. */
export type TensorData = Float32Array | Uint8Array;

/** For each of the three channels. */
export interface Affine {
  readonly factor: readonly number[];
  readonly offset: readonly number[];
}

export interface BilinearOptions {
  readonly inWidth: number;
  readonly frameHeight: number;
  /** Rows [top, bottom) of the frame are resampled. */
  readonly top: number;
  readonly bottom: number;
  readonly outWidth: number;
  readonly outHeight: number;
  /** First column of the resized image in the tensor; the columns on both sides stay black. */
  readonly left: number;
  readonly tensorWidth: number;
  readonly bytesPerPixel: number;
  /** For each output channel, the byte within a pixel that it is read from. */
  readonly channelOffsets: readonly number[];
  readonly layout: 'NCHW' | 'NHWC';
  /** For each output channel, the tensor value of each resized byte. */
  readonly tables: readonly TensorData[];
  /** The same as arithmetic: value = byte * factor + offset, in single precision, for uint8 tensors then
   *  rounded half to even and cut. */
  readonly affine: Affine;
}
