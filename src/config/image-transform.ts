import { suggestion } from '../support/nearest';
import { DESCRIBES_EXPERIMENT, type Section } from './section';

/** Image corruptions by BehaviorMetrics' names. */
export const CORRUPTIONS = [
  'rain',
  'night',
  'shadow',
  'snow',
  'fog',
  'sunflare',
  'daytime',
  'affine',
] as const;
export type Corruption = (typeof CORRUPTIONS)[number];

/** Strengths of a corruption: 0 leaves the image as it is, 1 is the usual one, 3 the strongest. */
export const MOST_CORRUPTION_STRENGTH = 3;

/** BehaviorMetrics' spelling, and the usual one. */
export const IMAGE_TRANSFORM_KEYS = ['ImageTranform', 'ImageTransform'] as const;

/** A corruption, or none. */
export const IMAGE_TRANSFORMS = ['none', ...CORRUPTIONS] as const;
export type ImageTransform = (typeof IMAGE_TRANSFORMS)[number];

/** The image corruption that a brain's `Parameters` name; null for none. */
export function readImageTransform(parameters: Section | null): Corruption | null {
  const given = IMAGE_TRANSFORM_KEYS.filter((key) => parameters?.has(key));
  const [key, second] = given;
  if (!parameters || key === undefined) return null;
  if (second !== undefined) throw parameters.error(second, `says the same as ${key}; write one of them`);
  const value = parameters.raw(key);
  if (Array.isArray(value) && value.length > 1) {
    throw parameters.error(key, `lists ${value.length} values, ${DESCRIBES_EXPERIMENT}`);
  }
  const name: unknown = Array.isArray(value) ? value[0] : value;
  if (name === '' || name === undefined) return null;
  const known = IMAGE_TRANSFORMS.find((transform) => transform === name);
  if (known === undefined) {
    throw parameters.error(
      key,
      `is '${name}', must be one of ${IMAGE_TRANSFORMS.join(', ')}${suggestion(String(name), IMAGE_TRANSFORMS)}`,
    );
  }
  return corruptionOf(known);
}

/** What a brain's `Parameters` name as image corruption, whether there is one of that name or not. */
export function imageTransformsOf(parameters: Section | null): unknown[] {
  const key = IMAGE_TRANSFORM_KEYS.find((name) => parameters?.has(name));
  return key === undefined ? [] : [parameters!.raw(key)].flat();
}

/** The corruption of the command line, otherwise that of the brain's file. */
export function chooseCorruption(
  asked: ImageTransform | undefined,
  ofFile: Corruption | null,
): Corruption | null {
  return asked === undefined ? ofFile : corruptionOf(asked);
}

function corruptionOf(name: ImageTransform): Corruption | null {
  return name === 'none' ? null : name;
}
