import { type HeaderRecord, readHeader, sizeOfHeader, writeHeader } from './header';
import type { CompressedImageMessage, ImageMessage } from './types';
import { sizeOfString, WireReader, WireWriter } from './wire';

/** sensor_msgs/Image without its pixels. */
export interface ImageHeaderRecord extends HeaderRecord {
  readonly height: number;
  readonly width: number;
  readonly encoding: string;
  /** Bytes of a row. */
  readonly step: number;
  /** Bytes of all pixels, as the message says. */
  readonly bytes: number;
}

/** @throws WireError */
export function decodeImageHeader(data: Buffer): ImageHeaderRecord {
  const wire = new WireReader('sensor_msgs/Image').on(data);
  return { ...readPictureHeader(wire), bytes: wire.uint32() };
}

/** sensor_msgs/Image; `data` is a view into the message. */
export interface ImageRecord extends Omit<ImageHeaderRecord, 'bytes'> {
  readonly data: Buffer;
}

/** @throws WireError */
export function decodeImage(data: Buffer): ImageRecord {
  const wire = new WireReader('sensor_msgs/Image').on(data);
  return { ...readPictureHeader(wire), data: wire.bytes() };
}

function readPictureHeader(wire: WireReader): Omit<ImageHeaderRecord, 'bytes'> {
  const header = readHeader(wire);
  const height = wire.uint32();
  const width = wire.uint32();
  const encoding = wire.string();
  wire.uint8();
  const step = wire.uint32();
  return { ...header, height, width, encoding, step };
}

export function encodeImage(message: ImageMessage): Buffer {
  const { header, height, width, encoding, is_bigendian, step, data } = message;
  const wire = new WireWriter(sizeOfHeader(header) + 8 + sizeOfString(encoding) + 5 + 4 + data.length);
  writeHeader(wire, header);
  wire.uint32(height).uint32(width).string(encoding).uint8(is_bigendian).uint32(step).bytes(data);
  return wire.data;
}

/** sensor_msgs/CompressedImage; `data` is a view into the message. */
export interface CompressedImageRecord extends HeaderRecord {
  readonly format: string;
  readonly data: Buffer;
}

/** @throws WireError */
export function decodeCompressedImage(data: Buffer): CompressedImageRecord {
  const wire = new WireReader('sensor_msgs/CompressedImage').on(data);
  return { ...readHeader(wire), format: wire.string(), data: wire.bytes() };
}

export function encodeCompressedImage(message: CompressedImageMessage): Buffer {
  const { header, format, data } = message;
  const wire = new WireWriter(sizeOfHeader(header) + sizeOfString(format) + 4 + data.length);
  writeHeader(wire, header);
  wire.string(format).bytes(data);
  return wire.data;
}
