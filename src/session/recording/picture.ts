import { frameOfCompressed } from '../../drive/frame/compressed-image';
import { frameOfImage } from '../../drive/frame/image-message';
import { frameToJpeg } from '../../image/jpeg';
import {
  decodeCompressedImage,
  decodeImageHeader,
  encodeCompressedImage,
  encodeImage,
} from '../../messages/index';

const NOWHERE = { sequence: 0, arrival_ms: 0 };

/** A sensor_msgs/Image as sensor_msgs/CompressedImage, named as ROS' image_transport names it.
 *  @param image in memory of this thread alone
 *  @throws FrameError for what is no picture of 8 bits a channel */
export async function compressedImage(image: Buffer): Promise<Buffer> {
  const { seq, stamp, frameId, height, width, encoding, step, bytes } = decodeImageHeader(image);
  const header = { seq, stamp, frame_id: frameId };
  const data = image.subarray(image.length - bytes);
  const frame = frameOfImage({ header, width, height, encoding, step, data }, NOWHERE);
  return encodeCompressedImage({
    header,
    format: `${encoding}; jpeg compressed bgr8`,
    data: await frameToJpeg(frame),
  });
}

/** A camera message of either type as sensor_msgs/Image.
 *  @throws FrameError for what is no picture */
export async function rawImage(type: string, message: Buffer): Promise<Buffer> {
  if (type === 'sensor_msgs/Image') return message;
  const { seq, stamp, frameId, format, data } = decodeCompressedImage(message);
  const header = { seq, stamp, frame_id: frameId };
  const picture = await frameOfCompressed({ header, format, data }, NOWHERE);
  const { width, height, encoding, step, data: pixels } = picture;
  return encodeImage({ header, height, width, encoding, is_bigendian: 0, step, data: pixels });
}
