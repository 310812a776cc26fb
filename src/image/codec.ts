import sharp from 'sharp';

// No operation is repeated on the same image: its cache would only hold memory, of charts above all.
sharp.cache(false);

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pixels of 8 bits a channel in rows without gaps: grey, RGB or RGBA. */
export interface RawImage extends Size {
  readonly channels: 1 | 3 | 4;
  readonly data: Uint8Array;
}

export interface DecodeOptions {
  /** Largest number of pixels that is decoded. Default: libvips' own limit. */
  readonly maxPixels?: number;
  /** Whether the image is turned as its EXIF orientation says. Default false. */
  readonly oriented?: boolean;
  /** The header of these bytes, where it has been read. */
  readonly facts?: ImageFacts;
}

/** Dots per inch at which one unit of an SVG becomes one pixel. */
const SVG_DENSITY = 72;

/** @param image must not change until the promise settles
 *  @param compressionLevel zlib's: 1 is fastest, 9 smallest */
export async function encodePng(image: RawImage, compressionLevel: number): Promise<Buffer> {
  return open(image).png({ compressionLevel }).toBuffer();
}

/** Alpha is dropped, not blended.
 *  @param image must not change until the promise settles, and lies in memory that no other thread sees
 *  @param quality 1 to 100 */
export async function encodeJpeg(image: RawImage, quality: number): Promise<Buffer> {
  return open(image).removeAlpha().jpeg({ quality }).toBuffer();
}

/** JPEG of an image that is scaled down to a width; one that is narrower stays as it is. Alpha is dropped, not blended.
 *  @param image as for `encodeJpeg` */
export async function encodePreview(
  image: RawImage,
  width: number,
  quality: number,
): Promise<{ readonly data: Buffer } & Size> {
  const { data, info } = await open(image)
    .removeAlpha()
    .resize({ width, withoutEnlargement: true, kernel: 'linear' })
    .jpeg({ quality })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** What an encoded image says of itself. */
export interface ImageFacts extends Size {
  /** 'jpeg', 'png', 'webp' and so on. */
  readonly format: string;
  /** Type of a channel; 'uchar' for 8 bits. */
  readonly depth: string;
  readonly isGrey: boolean;
  /** Whether its channels are cyan, magenta, yellow and black. */
  readonly isInk: boolean;
}

/** Reads the header of an encoded image, of any size. @throws Error when it is no image */
export async function probeImage(
  bytes: Uint8Array,
  { oriented = false }: Pick<DecodeOptions, 'oriented'> = {},
): Promise<ImageFacts> {
  const header = await sharp(bytes, { limitInputPixels: false }).metadata();
  const { format, depth, space, autoOrient } = header;
  const { width, height } = oriented ? autoOrient : header;
  return { format, depth, isGrey: /^(b-w|grey16)$/.test(space), isInk: space === 'cmyk', width, height };
}

/** Decodes an image to 8 bits a channel without alpha: RGB, or grey where the file is grey. The pixels are those of
 *  cv2.imread: colour profiles and gamma are ignored, the higher byte of 16 bits is taken.
 *  @throws Error when it is no image or is damaged */
export async function decodeImage(bytes: Uint8Array, options: DecodeOptions = {}): Promise<RawImage> {
  const { isInk } = options.facts ?? (await probeImage(bytes));
  const image = sharp(bytes, inputOptions(options));
  if (options.oriented) image.autoOrient();
  if (isInk) return decodeInks(image);
  const { data, info } = await image
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels === 1 ? 1 : 3, data };
}

/** Converts cyan, magenta, yellow and black to RGB like OpenCV. */
async function decodeInks(image: sharp.Sharp): Promise<RawImage> {
  const { data, info } = await image
    .pipelineColourspace('cmyk')
    .toColourspace('cmyk')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const rgb = new Uint8Array(3 * info.width * info.height);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    const white = 255 - data[from + 3]!;
    for (let c = 0; c < 3; c++) rgb[to++] = white - ((data[from + c]! * white) >> 8);
  }
  return { width: info.width, height: info.height, channels: 3, data: rgb };
}

/** Scaled down and cropped around the centre, as PNG. */
export async function thumbnailPng(image: RawImage, size: Size): Promise<Buffer> {
  return open(image).resize(size.width, size.height).png({ compressionLevel: 3 }).toBuffer();
}

/** Resamples with an antialiasing linear kernel; alpha is dropped.
 *  @param fit fill: stretched to the new size; pad: aspect ratio kept, black on both sides */
export async function resample(
  image: RawImage,
  size: Size,
  fit: 'fill' | 'pad',
): Promise<{ readonly channels: number; readonly data: Uint8Array }> {
  // sharp would premultiply by alpha.
  const opaque = image.channels === 4 ? open(image).removeAlpha() : open(image);
  const { data, info } = await opaque
    .resize(size.width, size.height, {
      fit: fit === 'pad' ? 'contain' : 'fill',
      kernel: 'linear',
      background: { r: 0, g: 0, b: 0, alpha: 1 },
    })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { channels: info.channels, data };
}

/** An RGBA image in another size, resampled linearly; what is transparent has no colour that could spread. */
export async function resampleLayer(layer: RawImage, size: Size): Promise<RawImage> {
  const { width, height } = size;
  const data = await open(layer).resize(width, height, { fit: 'fill', kernel: 'linear' }).raw().toBuffer();
  return { width, height, channels: 4, data };
}

export interface AnimationOptions {
  readonly format: 'webp' | 'gif';
  /** How long each image is shown; a GIF counts in steps of 10 ms. */
  readonly delays_ms: readonly number[];
  /** Of WebP, 1 to 100. */
  readonly quality: number;
  /** 0 to 6: more time for a smaller file. */
  readonly effort: number;
}

/** An animation that repeats without end: animated WebP or GIF.
 *  @param images RGB, of the same size; at least one */
export async function encodeAnimation(
  images: readonly RawImage[],
  { format, delays_ms, quality, effort }: AnimationOptions,
): Promise<Buffer> {
  const { width, height, channels } = images[0]!;
  const raw = { width, height: height * images.length, channels, pageHeight: height };
  const pixels = Buffer.concat(images.map(({ data }) => data));
  if (format === 'webp') holdSmallChanges(pixels, images[0]!, neglectedChange(quality));
  const pages = sharp(pixels, { raw });
  const timing = { delay: [...delays_ms], loop: 0 };
  if (format === 'gif') return pages.gif({ ...timing, effort: Math.max(1, effort), dither: 0 }).toBuffer();
  return pages.webp({ ...timing, quality, effort, smartSubsample: true }).toBuffer();
}

/** The change of a channel from one image to the next up to which libwebp leaves a pixel as it was (`QualityToMaxDiff`). */
function neglectedChange(quality: number): number {
  const share = Math.sqrt(quality / 100);
  return Math.floor(31 * (1 - share) + share + 0.5);
}

/**
 * Leaves each pixel as it was last shown until one of its channels has changed by more than the encoder neglects. The encoder
 * itself compares with the image before, and would never show a change that is slow.
 * @param pixels of all images, one after the other; changed in place
 */
function holdSmallChanges(pixels: Uint8Array, { width, height, channels }: RawImage, most: number): void {
  const page = channels * width * height;
  for (let at = page; at < pixels.length; at += channels) {
    let isSimilar = true;
    for (let c = at; c < at + channels; c++) isSimilar &&= Math.abs(pixels[c]! - pixels[c - page]!) <= most;
    if (isSimilar) pixels.copyWithin(at, at - page, at - page + channels);
  }
}

export interface SvgOptions {
  /** Pixels of the image for one unit of the SVG. Default 1. */
  readonly scale?: number;
  /** Whether the SVG covers all of itself, so that nothing has to be put behind it. Default false: it is drawn on white. */
  readonly isOpaque?: boolean;
}

/** Draws an SVG as PNG. */
export async function rasterizeSvg(
  svg: string,
  { scale = 1, isOpaque = false }: SvgOptions,
): Promise<Buffer> {
  const image = sharp(Buffer.from(svg), { density: SVG_DENSITY * scale });
  return (isOpaque ? image.removeAlpha() : image.flatten({ background: '#ffffff' }))
    .png({ compressionLevel: 4 })
    .toBuffer();
}

/** Draws an SVG as RGBA pixels, transparent where it draws nothing. */
export async function rasterizeSvgLayer(svg: string): Promise<RawImage> {
  const { data, info } = await sharp(Buffer.from(svg), { density: SVG_DENSITY })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 4, data };
}

function open({ width, height, channels, data }: RawImage): sharp.Sharp {
  return sharp(data, { raw: { width, height, channels } });
}

function inputOptions({ maxPixels }: DecodeOptions): sharp.SharpOptions {
  return { ignoreIcc: true, ...(maxPixels === undefined ? {} : { limitInputPixels: maxPixels }) };
}
