import { InvalidArgumentError } from 'commander';
import type { StartPose } from '../../circuit/circuit';

/** Parses a whole number. */
export function integerFrom(min: number, max = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < min || value > max) {
      throw new InvalidArgumentError(`A whole number from ${min} to ${max} is needed.`);
    }
    return value;
  };
}

/** Parses any finite number. */
export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('A number is needed.');
  return value;
}

/** Parses a share: 0 or more. */
export function parseShare(text: string): number {
  const value = parseNumber(text);
  if (value < 0) throw new InvalidArgumentError('A share of 0 or more is needed.');
  return value;
}

/** Parses a duration in seconds, above 0. */
export function parseSeconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0 || value > 1e6) {
    throw new InvalidArgumentError('A number of seconds above 0 is needed.');
  }
  return value;
}

/** Parses a number above 0. */
export function parseFactor(most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !(value > 0 && value <= most)) {
      throw new InvalidArgumentError(`A number above 0 is needed, ${most} at most.`);
    }
    return value;
  };
}

/** Parses a pose such as 53.4,-10.5,1.57. */
export function parsePose(text: string): StartPose {
  const [x_m, y_m, yaw_rad, ...rest] = text
    .split(',')
    .map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (![x_m, y_m, yaw_rad].every(Number.isFinite) || rest.length > 0) {
    throw new InvalidArgumentError('Three numbers are needed: x and y in metres, yaw in radians.');
  }
  return { x_m: x_m!, y_m: y_m!, yaw_rad: yaw_rad! };
}

/** Parses a positive factor, or "max". */
export function parseRealTimeFactor(text: string): number | 'max' {
  if (text === 'max') return 'max';
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0 || value > 1000) {
    throw new InvalidArgumentError('A factor above 0 (1 is real time) or max is needed.');
  }
  return value;
}

/** Parses names separated by commas. */
export function parseNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('Names separated by commas are needed.');
  return names;
}
