/** What a model's input tensor is made of. */
export type TensorData = Float32Array | Uint8Array;

/** For each of the three channels. */
export interface Affine {
  readonly factor: readonly number[];
  readonly offset: readonly number[];
}

export interface BilinearOptions {
  readonly inWidth: number;
  readonly frameHeight: number;
  /** Rows [top, bottom) of the frame are the source picture. */
  readonly top: number;
  readonly bottom: number;
  readonly outWidth: number;
  readonly outHeight: number;
  /** Column of the tensor at which the resized picture starts; the columns around it stay black. */
  readonly left: number;
  readonly tensorWidth: number;
  readonly bytesPerPixel: number;
  /** For each output channel, the byte inside a pixel that it is read from. */
  readonly channelOffsets: readonly number[];
  readonly layout: 'NCHW' | 'NHWC';
  /** For each output channel, the tensor value of each resized byte. */
  readonly tables: readonly TensorData[];
  /** The same as arithmetic: value = byte * factor + offset, in single precision, for uint8 tensors then
   *  rounded half to even and cut. */
  readonly affine: Affine;
}
