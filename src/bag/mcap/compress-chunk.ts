import type { McapWriterOptions } from '@mcap/core' with { 'resolution-mode': 'import' };
import { newMatchTable } from '../lz4/compress-block';
import { compressFrame, frameBound } from '../lz4/frame';

/** Of the chunks of an MCAP file. */
export const MCAP_COMPRESSIONS = ['zstd', 'lz4', 'none'] as const;
export type McapCompression = (typeof MCAP_COMPRESSIONS)[number];

type CompressChunk = NonNullable<McapWriterOptions['compressChunk']>;

/** @returns what compresses a chunk; undefined for none. Bytes that do not become smaller stay as they are. */
export async function chunkCompressor(compression: McapCompression): Promise<CompressChunk | undefined> {
  if (compression === 'none') return undefined;
  const compress = compression === 'zstd' ? await loadZstd() : compressLz4();
  return (chunk) => {
    const compressed = compress(chunk);
    return compressed.length < chunk.length
      ? { compression, compressedData: compressed }
      : { compression: '', compressedData: chunk };
  };
}

/** WebAssembly: it is compiled when it is needed. */
async function loadZstd(): Promise<(bytes: Uint8Array) => Uint8Array> {
  const zstd = await import('@foxglove/wasm-zstd');
  await zstd.isLoaded;
  return (bytes) => zstd.compress(bytes);
}

function compressLz4(): (bytes: Uint8Array) => Uint8Array {
  const table = newMatchTable();
  let target = Buffer.alloc(0);
  return (bytes) => {
    if (target.length < frameBound(bytes.length)) target = Buffer.allocUnsafe(frameBound(bytes.length));
    const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return target.subarray(0, compressFrame(source, 0, source.length, target, 0, table));
  };
}
