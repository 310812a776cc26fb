import { writeFileSync } from 'node:fs';
import type { Circuit } from '../circuit/circuit';
import { messageOf } from '../errors';
import { buildLapStatistics, type LapIdentity, type LapStatistics } from '../measure/metrics/lap-statistics';
import { wallsOf } from '../measure/metrics/line';
import { renderLapPng } from '../measure/report/lap-image';
import { freeNames } from '../support/free-names';
import type { RecordingStatistics, RecordingSwitch } from './recording/recording-switch';
import type { RunMonitor } from './run-monitor';

/** The JSON object of `f1-brain lap --json`, with what became of the recording. */
export type RunStatistics = LapStatistics & { readonly recording: RecordingStatistics | null };

export interface RunFilesOptions {
  /** Null writes nothing. */
  readonly folder: string | null;
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
  const save = saver(files, options.log);
  const [statisticsFile, imageFile] = freeNames(folder, ['statistics.json', 'lap.png'] as const);
  const image = await renderImage(options, buildLapStatistics({ ...identity, files }, metrics));
  const imageIsSaved = image === null || save(imageFile, image, 'picture');
  // The file is in its own list.
  const listed = { ...files, statistics: statisticsFile };
  const text = JSON.stringify(
    { ...buildLapStatistics({ ...identity, files: listed }, metrics), recording },
    null,
    2,
  );
  const isSaved = save(statisticsFile, `${text}\n`, 'statistics');
  return {
    statistics: { ...buildLapStatistics({ ...identity, files }, metrics), recording },
    unsaved: !isSaved || !imageIsSaved,
  };
}

async function renderImage(
  { circuit, monitor }: RunFilesOptions,
  statistics: LapStatistics,
): Promise<Buffer | null> {
  if (circuit === null || monitor.path.length < 2) return null;
  return renderLapPng({ line: circuit, walls: wallsOf(circuit), trace: monitor.path.points(), statistics });
}

/** @returns a function that writes a file and notes it in `files`, or logs why it cannot; true when it is written */
function saver(files: Record<string, string>, log: RunFilesOptions['log']) {
  return (file: string, content: string | Buffer, kind: string): boolean => {
    try {
      writeFileSync(file, content);
    } catch (error) {
      log.error(`${file}: cannot be written: ${messageOf(error)}`);
      return false;
    }
    files[kind] = file;
    return true;
  };
}
