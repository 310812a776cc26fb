import { DISTURBANCES, type Disturbance } from '../image/augment/names';
import { suggestion } from '../support/nearest';
import type { Section } from './section';

/** BehaviorMetrics' spelling, and the one that everybody types. */
export const IMAGE_TRANSFORM_KEYS = ['ImageTranform', 'ImageTransform'] as const;

/** Names a disturbance, or none. */
export const IMAGE_TRANSFORMS = ['none', ...DISTURBANCES] as const;
export type ImageTransform = (typeof IMAGE_TRANSFORMS)[number];

/** The disturbance that a brain's `Parameters` name; null for none. */
export function readImageTransform(parameters: Section | null): Disturbance | null {
  const given = IMAGE_TRANSFORM_KEYS.filter((key) => parameters?.has(key));
  const [key, second] = given;
  if (!parameters || key === undefined) return null;
  if (second !== undefined) throw parameters.error(second, `says the same as ${key}; write one of them`);
  const value = parameters.raw(key);
  if (Array.isArray(value) && value.length > 1) {
    throw parameters.error(
      key,
      `lists ${value.length} values, which makes an experiment; one run takes one value: write one file for ` +
        'each, or use --image-transform',
    );
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
  return disturbanceOf(known);
}

/** The one asked for on the command line, else the one of the brain's file. */
export function chosenDisturbance(
  asked: ImageTransform | undefined,
  ofFile: Disturbance | null,
): Disturbance | null {
  return asked === undefined ? ofFile : disturbanceOf(asked);
}

function disturbanceOf(name: ImageTransform): Disturbance | null {
  return name === 'none' ? null : name;
}
