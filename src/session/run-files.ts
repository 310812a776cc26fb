import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Circuit } from '../circuit/circuit';
import { messageOf } from '../errors';
import { buildLapStatistics, type LapIdentity, type LapStatistics } from '../measure/metrics/lap-statistics';
import { wallsOf } from '../measure/metrics/line';
import { renderLapPng } from '../measure/report/lap-image';
import { freeNames } from '../support/free-names';
import { removeRest } from '../support/open-file';
import type { RecordingStatistics } from './recording/recording-statistics';
import type { RecordingSwitch } from './recording/recording-switch';
import type { RunMonitor } from './run-monitor';

/** The JSON object of `f1-brain lap --json`, with what became of the recording. */
export type RunStatistics = LapStatistics & { readonly recording: RecordingStatistics | null };

export interface RunFilesOptions {
  /** Null writes nothing. */
  readonly folder: string | null;
  /** Null draws no image of the path. */
  readonly circuit: Circuit | null;
  readonly monitor: RunMonitor;
  /** Completed, so that its files are listed too; null where there is no folder. */
  readonly record: RecordingSwitch | null;
  readonly identity: Omit<LapIdentity, 'files'>;
  readonly log: { error(line: string): void };
}

export interface SavedRun {
  readonly statistics: RunStatistics;
  /** A file could not be written. */
  readonly unsaved: boolean;
}

/** Writes statistics.json and, where the line is known, the image of the path; statistics-2.json and so on where
 *  another run wrote before. A file that cannot be written is logged and left out of `files`; the statistics are
 *  returned all the same. */
export async function saveRun(options: RunFilesOptions): Promise<SavedRun> {
  const { folder, monitor, record, identity } = options;
  const files: Record<string, string> = { ...record?.files };
  const recording = record?.statistics ?? null;
  const metrics = monitor.metrics.compute();
  if (folder === null) {
    return {
      statistics: { ...buildLapStatistics({ ...identity, files }, metrics), recording },
      unsaved: false,
    };
  }
  const image = await renderImage(options, buildLapStatistics({ ...identity, files }, metrics));
  const statisticsIn = (names: Readonly<Record<string, string>>) => {
    const all = { ...buildLapStatistics({ ...identity, files: names }, metrics), recording };
    return `${JSON.stringify(all, null, 2)}\n`;
  };
  const unsaved = saveFiles(folder, files, { image, statisticsIn, log: options.log });
  return { statistics: { ...buildLapStatistics({ ...identity, files }, metrics), recording }, unsaved };
}

interface FilesToSave {
  readonly image: Buffer | null;
  /** The statistics, which list the files of the run and themselves. */
  statisticsIn(files: Readonly<Record<string, string>>): string;
  readonly log: RunFilesOptions['log'];
}

/** Writes image and statistics under the first number that is free for both, and notes them in `files`.
 *  @returns whether one of them is not where it should be */
function saveFiles(folder: string, files: Record<string, string>, content: FilesToSave): boolean {
  for (;;) {
    const [statisticsFile, imageFile] = freeNames(folder, ['statistics.json', 'lap.png'] as const);
    const saved = { ...files };
    try {
      const unsaved = saveAs(statisticsFile, imageFile, saved, content);
      Object.assign(files, saved);
      return unsaved;
    } catch (error) {
      if (!(error instanceof TakenError)) throw error;
      if (saved.picture === imageFile) removeRest(imageFile);
    }
  }
}

/** @throws TakenError where another run has taken a name meanwhile */
function saveAs(
  statisticsFile: string,
  imageFile: string,
  saved: Record<string, string>,
  { image, statisticsIn, log }: FilesToSave,
): boolean {
  if (image !== null && writeNew(imageFile, image, log)) saved.picture = imageFile;
  const isImageLost = image !== null && saved.picture !== imageFile;
  const text = statisticsIn({ ...saved, statistics: statisticsFile });
  if (writeNew(statisticsFile, text, log)) {
    saved.statistics = statisticsFile;
    return isImageLost;
  }
  const place = keepStatistics(statisticsIn(saved), log);
  if (place !== null) saved.statistics = place;
  return true;
}

class TakenError extends Error {}

/** @returns whether it is written; the log says why not
 *  @throws TakenError where a file of that name is there */
function writeNew(file: string, content: string | Buffer, log: FilesToSave['log']): boolean {
  try {
    writeFileSync(file, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new TakenError();
    removeRest(file);
    log.error(`${file}: cannot be written: ${messageOf(error)}`);
    return false;
  }
}

/** Keeps statistics elsewhere that the run's folder does not take, in the log if need be.
 *  @returns their file; null where there is none */
function keepStatistics(text: string, log: FilesToSave['log']): string | null {
  try {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-')), 'statistics.json');
    writeFileSync(file, text);
    log.error(`the statistics are in ${file} instead`);
    return file;
  } catch {
    log.error(`the statistics cannot be written anywhere: ${JSON.stringify(JSON.parse(text))}`);
    return null;
  }
}

async function renderImage(
  { circuit, monitor }: RunFilesOptions,
  statistics: LapStatistics,
): Promise<Buffer | null> {
  if (circuit === null || monitor.path.length < 2) return null;
  return renderLapPng({ line: circuit, walls: wallsOf(circuit), trace: monitor.path.points(), statistics });
}
