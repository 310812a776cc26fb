import { ConfigurationError } from '../errors';

export const DIRECTIONS = ['forward', 'reverse'] as const;

/** Driving direction: in the order of the circuit's control points, or against it. */
export type Direction = (typeof DIRECTIONS)[number];

export function parseDirection(text: string): Direction {
  if (text === 'forward' || text === 'reverse') return text;
  throw new ConfigurationError(`Direction '${text}' is unknown: use forward or reverse`);
}
