import { escapeControls } from '../../errors';

/** Encodings of images that keep their colours when they are compressed. */
const COLOUR = /^(rgb|bgr)a?8$/;
const GREY = /^(mono8|8UC1)$/;

/**
 * Why a compressed image must not be taken for what it looks like; null where it may. `format` of
 * sensor_msgs/CompressedImage is "ENCODING; jpeg compressed TARGET" (image_transport), or "jpeg" or "png" alone. The
 * plugin stores encodings that it does not convert as they are: a Bayer mosaic, a YUV image or the high bits of a depth
 * image as a grey one. Where a target in colour is named, they have been converted.
 *
 * The colours are those of the JPEG or PNG, as cv_bridge reads them, whatever order the target names.
 * @param isGrey whether the JPEG or PNG has no colours
 */
export function explainUnreadable(format: string, isGrey: boolean): string | null {
  const [source, target] = splitFormat(format);
  if (source === null || GREY.test(source)) return null;
  const isConverted = COLOUR.test(target);
  if (COLOUR.test(source) || isConverted) {
    return isGrey ? `holds grey pixels, but its format says ${isConverted ? target : source}` : null;
  }
  return (
    `holds ${source === '' ? 'an unknown encoding' : `${escapeControls(source)} pixels`}, which cannot be read: ` +
    'publish the camera as bgr8, rgb8 or mono8'
  );
}

/** Encoding of the image before it was compressed, null where the format names none, and of its JPEG or PNG. */
function splitFormat(format: string): [source: string | null, target: string] {
  const [before, after] = format.split(';', 2).map((part) => part.trim()) as [string, string?];
  if (after === undefined) {
    const isCodec = /^(|jpe?g|png|compressed|(jpe?g|png) compressed.*)$/i.test(before);
    return [isCodec || !isEncoding(before) ? null : before, ''];
  }
  return [before, /compressed\s+(\w+)/.exec(after)?.[1] ?? ''];
}

/** Whether a text is one of sensor_msgs/image_encodings. */
function isEncoding(text: string): boolean {
  return /^((rgb|bgr)a?(8|16)|mono(8|16)|bayer_\w+|yuv\w*|uyvy|yuyv|yuy2|nv(12|21|24)|(8|16|32|64)[USF]C\d+)$/i.test(
    text,
  );
}
