/** Compressed bytes that are not what their format demands. */
export class CompressionError extends Error {}
