/** Compressed bytes that violate their format. */
export class CompressionError extends Error {}
