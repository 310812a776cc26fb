import type { DifferentMoment } from './models/differences';
import type { Opinions } from './models/opinions';
import type { Recording } from './recording';

/** What a recording holds, for JSON. */
export function summarizeRecording(recording: Recording): Readonly<Record<string, unknown>> {
  const { file, run, circuit, direction, duration_s, images, poses, commands, laps, missing } = recording;
  return {
    file,
    brain: run.brain,
    model: run.model,
    circuit: circuit?.name ?? null,
    direction: circuit === null ? null : direction,
    duration_s,
    images: images.length,
    poses: poses.length,
    commands: commands.length,
    lap_times_s: laps.map(({ seconds }) => seconds),
    missing,
  };
}

/** What models answered and where they differ, for JSON. */
export function summarizeOpinions({ models, differences }: Opinions): Readonly<Record<string, unknown>> {
  return {
    models: models.map(({ name, card, provider, failed, v_mps }) => ({
      name,
      file: card.modelFile,
      sha256: card.sha256,
      provider,
      frames_answered: v_mps.filter((value) => !Number.isNaN(value)).length,
      frames_failed: failed,
    })),
    differences: differences.map(({ worst, ...rest }) => ({
      ...rest,
      worst: { v_mps: worst.v_mps.map(withDifference), w_radps: worst.w_radps.map(withDifference) },
    })),
  };
}

function withDifference(moment: DifferentMoment) {
  const { a, b } = moment;
  return { ...moment, difference: { v_mps: b.v_mps - a.v_mps, w_radps: b.w_radps - a.w_radps } };
}
