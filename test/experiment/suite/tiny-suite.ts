import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeRing } from '../../helpers/command-line';

/** A suite of three laps of 50 m: two in clear weather, one in fog. */
export function tinySuite(folder: string) {
  return {
    name: 'tiny',
    every: {
      circuits: [writeRing(folder)],
      providers: 'cpu',
      starts: 'random',
      timeout_s: 60,
      recovery: 'none',
      record: false,
    },
    clear: { known: { seeds: [1, 2], corruptions: 'none' } },
    factors: { image_corruption: [{ seeds: [1], corruptions: [{ fog: 1 }] }] },
    score: {
      half_points_deviation_m: 0.05,
      full_points_speed_mps: 20,
      line_lost_m: 1,
      weights: { success: 0.3, deviation: 0.15, speed: 0.15, infractions: 0.1, robustness: 0.3 },
    },
  };
}

/** @returns the file */
export function writeSuite(folder: string, suite: object = tinySuite(folder), name = 'tiny.yml'): string {
  const file = path.join(folder, name);
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(suite));
  return file;
}
