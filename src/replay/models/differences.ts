import { ascending, mean, nearestRank } from '../../support/statistics';
import type { Command } from '../../types';
import type { Recording } from '../recording';
import type { Answers } from './answers';

/** Of the absolute differences, by nearest rank; null without any. */
export interface DifferenceSpread {
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
  /** Mean of the differences with their signs. */
  readonly bias: number | null;
}

/** An image to which two answer differently. */
export interface DifferentMoment {
  /** Number of the image; the first is 0. */
  readonly frame: number;
  readonly time_s: number;
  /** As `RecordedPose.distance_m`; null before the first pose, and without poses. */
  readonly distance_m: number | null;
  /** From 1; null without a circuit. */
  readonly lap: number | null;
  readonly deviation_m: number | null;
  readonly a: Command;
  readonly b: Command;
}

/** Where two answer differently; differences are those of b less those of a. */
export interface Differences {
  readonly a: string;
  readonly b: string;
  /** Images that both answer. */
  readonly frames: number;
  readonly v_mps: DifferenceSpread;
  readonly w_radps: DifferenceSpread;
  /** The largest differences in v and in w, each some seconds from the next, the largest first. */
  readonly worst: {
    readonly v_mps: readonly DifferentMoment[];
    readonly w_radps: readonly DifferentMoment[];
  };
}

/** Two moments are not the same bend: at least so far apart, s. */
const APART_S = 2;
const USUAL_MOMENTS = 5;

/** Compares two who answer the images of a recording. @param count of the moments of each kind */
export function findDifferences(
  recording: Recording,
  a: Answers,
  b: Answers,
  count = USUAL_MOMENTS,
): Differences {
  const both: number[] = [];
  for (let i = 0; i < recording.images.length; i++) {
    if (![a.v_mps[i], a.w_radps[i], b.v_mps[i], b.w_radps[i]].some(Number.isNaN)) both.push(i);
  }
  const differences = (key: 'v_mps' | 'w_radps') => both.map((i) => b[key][i]! - a[key][i]!);
  const worst = (key: 'v_mps' | 'w_radps') =>
    findLargest(recording, both, differences(key), count).map((frame) => momentAt(recording, frame, a, b));
  return {
    a: a.name,
    b: b.name,
    frames: both.length,
    v_mps: spreadOf(differences('v_mps')),
    w_radps: spreadOf(differences('w_radps')),
    worst: { v_mps: worst('v_mps'), w_radps: worst('w_radps') },
  };
}

function spreadOf(differences: readonly number[]): DifferenceSpread {
  const sizes = ascending(differences.map(Math.abs));
  return {
    mean: mean(sizes),
    p50: nearestRank(sizes, 0.5),
    p95: nearestRank(sizes, 0.95),
    p99: nearestRank(sizes, 0.99),
    max: sizes.at(-1) ?? null,
    bias: mean(differences),
  };
}

/** Numbers of the images with the largest differences. @param differences one for each of `frames` */
function findLargest(
  { images }: Recording,
  frames: readonly number[],
  differences: readonly number[],
  count: number,
): number[] {
  const order = frames
    .map((frame, i) => ({ frame, size: Math.abs(differences[i]!) }))
    .filter(({ size }) => size > 0)
    .sort((one, other) => other.size - one.size);
  const found: { readonly frame: number; readonly time_s: number }[] = [];
  for (const { frame } of order) {
    if (found.length === count) break;
    const { time_s } = images.row(frame);
    if (found.every((before) => Math.abs(before.time_s - time_s) >= APART_S)) found.push({ frame, time_s });
  }
  return found.map(({ frame }) => frame);
}

function momentAt(recording: Recording, frame: number, a: Answers, b: Answers): DifferentMoment {
  const { time_s } = recording.images.row(frame);
  const pose = recording.poses.at(time_s);
  const length_m = recording.circuit?.length_m ?? null;
  return {
    frame,
    time_s,
    distance_m: pose?.distance_m ?? null,
    lap: pose === null || length_m === null ? null : Math.max(1, Math.floor(pose.distance_m / length_m) + 1),
    deviation_m: pose?.deviation_m ?? null,
    a: { v_mps: a.v_mps[frame]!, w_radps: a.w_radps[frame]! },
    b: { v_mps: b.v_mps[frame]!, w_radps: b.w_radps[frame]! },
  };
}
