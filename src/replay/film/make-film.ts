import { statSync } from 'node:fs';
import path from 'node:path';
import type { Recording } from '../recording';
import { circuitOf } from './collect-drive';
import { type FilmSpan, listFilmTimes_s } from './film-times';
import { type FilmTarget, openFilmWriter, requireFit } from './open-writer';
import { FilmPainter } from './picture/painter';
import type { DriveMoment, FilmScene, FilmTheme } from './scene';
import { Shot, type ShotOptions } from './shot';

/** The picture is made for this shape. */
const SHAPE = 9 / 16;

export interface FilmOptions extends FilmSpan, ShotOptions {
  /** Pixels; the height follows. */
  readonly width: number;
  readonly theme: FilmTheme;
  readonly signal?: AbortSignal;
  /** Called with the share of the film that is done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

export interface MadeFilm {
  readonly file: string;
  readonly images: number;
  readonly seconds: number;
  readonly bytes: number;
  /** What the film does not show besides what its recordings lack, and why: one line each. */
  readonly notes: readonly string[];
}

/** Recorded times of a film's images. @throws ConfigurationError for a span or a rate that cannot be */
export function planFilm({ file, duration_s }: Recording, target: FilmTarget, span: FilmSpan): number[] {
  const times_s = listFilmTimes_s(file, duration_s, span);
  requireFit(target, { count: times_s.length, fps: span.fps });
  return times_s;
}

/**
 * Films a recording: camera, map and charts. Two are shown side by side, where the second one has come as far as the first;
 * on different circuits, after the same time. What a recording lacks is left out (`Recording.missing`).
 * @param target is discarded where no film comes of it
 * @throws as `planFilm`; BrainError for a film that could not be completed: nothing is left of it
 */
export async function makeFilm(
  recordings: readonly Recording[],
  target: FilmTarget,
  options: FilmOptions,
): Promise<MadeFilm> {
  const [first] = recordings;
  const { file } = target.file;
  const times_s = planFilm(first!, target, options);
  const height = 2 * Math.round((options.width * SHAPE) / 2);
  const size = { width: options.width, height };
  const shots = recordings.map(
    (recording) => new Shot(recording, first!, times_s, recording === first ? options.models : []),
  );
  try {
    for (const shot of shots) await shot.open(options);
    const painter = await FilmPainter.open(sceneOf(shots, size, options));
    const writer = await openFilmWriter(target, { size, fps: options.fps, count: times_s.length });
    try {
      for (const [i, time_s] of times_s.entries()) {
        options.signal?.throwIfAborted();
        options.onProgress?.(i / times_s.length);
        const drives: DriveMoment[] = [];
        for (const shot of shots) drives.push(await shot.momentAt(time_s));
        await writer.write(await painter.paint({ time_s, drives }));
      }
      await writer.finish();
    } finally {
      await writer.abandon();
    }
    const notes = shots.flatMap((shot) => shot.listNotes());
    return {
      file,
      images: times_s.length,
      seconds: times_s.length / options.fps,
      bytes: statSync(file).size,
      notes,
    };
  } finally {
    target.file.discard();
    for (const shot of shots) await shot.close();
  }
}

function sceneOf(shots: readonly Shot[], size: FilmScene['size'], { theme, speed }: FilmOptions): FilmScene {
  const { recording } = shots[0]!;
  return {
    size,
    theme,
    place: recording.circuit?.name ?? path.basename(recording.file),
    speed,
    circuit: circuitOf(recording),
    drives: shots.map(({ drive }) => drive),
    layers: {
      camera: shots.some((shot) => shot.recording.images.length > 0),
      crop: shots.some(({ card }) => card !== null),
      saliency: shots.some(({ saliency }) => saliency !== null),
    },
  };
}
