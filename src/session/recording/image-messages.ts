import { frameOfCompressed } from '../../drive/frame/compressed-image';
import { frameOfImage } from '../../drive/frame/image-message';
import { frameToJpeg } from '../../image/jpeg';
import { decodeCompressedImage, decodeImage, encodeCompressedImage, encodeImage } from '../../messages/index';

const NOWHERE = { sequence: 0, arrival_ms: 0 };

/** A sensor_msgs/Image as sensor_msgs/CompressedImage, named as ROS' image_transport names it.
 *  @param image in memory of this thread alone
 *  @throws FrameError for an image of other than 8 bits per channel, WireError for a truncated message */
export async function compressedImage(image: Buffer): Promise<Buffer> {
  const message = decodeImage(image);
  const frame = frameOfImage(message, NOWHERE);
  return encodeCompressedImage({
    header: message.header,
    format: `${message.encoding}; jpeg compressed bgr8`,
    data: await frameToJpeg(frame),
  });
}

/** A camera message of either type as sensor_msgs/Image.
 *  @throws FrameError for what is not an image, WireError for a truncated message */
export async function rawImage(type: string, message: Buffer): Promise<Buffer> {
  if (type === 'sensor_msgs/Image') return message;
  const compressed = decodeCompressedImage(message);
  const { width, height, encoding, step, data } = await frameOfCompressed(compressed, NOWHERE);
  return encodeImage({ header: compressed.header, height, width, encoding, is_bigendian: 0, step, data });
}
