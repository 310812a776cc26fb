import { existsSync } from 'node:fs';
import path from 'node:path';
import type { BrainConfiguration } from './brain-configuration';

/** Where the bag of `Stats.PerfectLap` is: beside the brain's file, otherwise in the working directory.
 *  @returns null where the file names none; `found` is null where it is in neither place */
export function locatePerfectLap({
  file,
  perfectLap,
}: Pick<BrainConfiguration, 'file' | 'perfectLap'>): PerfectLapPlaces | null {
  if (perfectLap === null) return null;
  const searched = [...new Set([path.resolve(path.dirname(file), perfectLap), path.resolve(perfectLap)])];
  return { searched, found: searched.find((place) => existsSync(place)) ?? null };
}

export interface PerfectLapPlaces {
  readonly searched: readonly string[];
  readonly found: string | null;
}
