import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readCard } from '../../../config/model-card';
import { exactIntegers } from '../../../drive/inference/exact-integers';
import { readProfile } from '../../../drive/inference/profile';
import { type RoundOptions, runRounds } from '../rounds';
import { scheduleRounds } from '../schedule';
import type { EvaluationImage } from '../select-images';
import { Tally } from '../tally';
import { readLayers } from './file-layers';
import { buildProfile, type ModelProfile } from './model-profile';

/** The times of operators hardly depend on the image. */
const IMAGES = 64;
const INFERENCES = 500;
const ROUNDS = 10;

/**
 * Runs each model again, now with onnxruntime's profiler, which slows it down, so that these times are no part of the
 * evaluation; again in processes of their own, by turns.
 * @param measured the models that ran; others are left out
 * @param reference the model that those without a parent among the models are compared with, if it has the same layers;
 *   null for none
 */
export async function profileModels(
  measured: readonly Tally[],
  images: readonly EvaluationImage[],
  reference: string | null,
  options: RoundOptions,
): Promise<ModelProfile[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-evaluate-profile-'));
  const few = images.slice(0, IMAGES);
  const rounds = scheduleRounds(few.length, INFERENCES, ROUNDS);
  const places = measured.map((_, i) => path.join(folder, `${i}`));
  for (const place of places) mkdirSync(place);
  const again = measured.map(
    ({ facts, provider_asked }, i) => new Tally(facts, provider_asked, few, null, null, places[i]),
  );
  try {
    await runRounds(again, few, rounds, options);
    options.signal?.throwIfAborted();
    const inferences = rounds.reduce((sum, { first, end }) => sum + end - first, 0);
    const profiles: ModelProfile[] = [];
    for (const [i, tally] of again.entries()) profiles.push(await profileOf(tally, places[i]!, inferences));
    return profiles.map((profile, i) => ({
      ...profile,
      before: findParent(again[i]!, again) ?? findSibling(profile, profiles, reference),
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function profileOf(tally: Tally, folder: string, inferences: number): Promise<ModelProfile> {
  const { facts, opened } = tally;
  const { reason, status } = tally.evaluate();
  const provider = opened?.provider ?? null;
  const found =
    status === 'measured'
      ? buildProfile(readProfile(folder), readLayers(facts.file), inferences)
      : { inferences: 0, time_us: 0, operators: [], layers: [] };
  const exact_integers =
    provider === 'cpu' && 'x64quantprecision' in (await exactIntegers(readCard(facts.file)));
  return { model: facts.model, provider, before: null, ...found, exact_integers, reason };
}

/** The name of the model that this one was made from, if it is among the others. */
function findParent({ facts }: Tally, others: readonly Tally[]): string | null {
  const parent = readCard(facts.file).parent?.sha256;
  const found = others.find((other) => parent !== undefined && other.facts.sha256 === parent);
  return found?.facts.model ?? null;
}

/** The name of the reference where it is another model with the same layers: others are not comparable. */
function findSibling(
  profile: ModelProfile,
  all: readonly ModelProfile[],
  reference: string | null,
): string | null {
  const nodes = ({ layers }: ModelProfile) => layers.map(({ node }) => node).join();
  const found = all.find(({ model }) => model === reference);
  return found === undefined || found.model === profile.model || nodes(found) !== nodes(profile)
    ? null
    : reference;
}
