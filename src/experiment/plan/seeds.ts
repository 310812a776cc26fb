import type { Draft } from './draft';

/** What is to be said of repetitions that hardly differ. */
export function remarksOnSeeds(drafts: readonly Draft[]): string[] {
  return drafts.flatMap((draft) => {
    const { file, seeds, worlds, starts, directions, corruptions, timings, drivers } = draft;
    const isDrawn =
      starts.some(({ kind }) => kind === 'drawn') ||
      directions.includes('drawn') ||
      corruptions.some((corruption) => corruption !== null && corruption !== 'own') ||
      (corruptions.includes('own') && drivers.some(({ corruption }) => corruption !== null)) ||
      timings.some(
        ({ settings }) => settings.cameraJitter_ms !== undefined || settings.frameDrop !== undefined,
      );
    if (seeds.length < 2 || isDrawn || !worlds.includes('lockstep')) return [];
    return [
      `${file}: in lockstep a seed changes the road's texture and the pixel noise here and nothing else, so that repetitions ` +
        'hardly differ; starts: random varies the start too',
    ];
  });
}
