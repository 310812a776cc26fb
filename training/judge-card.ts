import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import type { DrivenLap } from './drive-laps';
import type { Agreement } from './steering-agreement';

/** Writes the figures of judge.ts into a card, and the command that made them; the card stays as it was where that
 *  fails. Figures of recorded frames stay where none were judged. */
export function writeFigures(
  cardFile: string,
  agreements: Readonly<Record<string, Agreement>>,
  laps: readonly DrivenLap[],
  command: string,
): void {
  const document = parseDocument(readFileSync(cardFile, 'utf8'));
  const figures = Object.entries(agreements).map(([circuit, { clear, agreement }]) => [
    circuit,
    { frames: clear, agreement: agreement === null ? null : round(agreement, 4) },
  ]);
  if (figures.length > 0) {
    document.setIn(['figures', 'recorded_frames_command'], command);
    document.setIn(['figures', 'recorded_frames_steering'], Object.fromEntries(figures));
  }
  const rows = laps.map((lap) => {
    const node = document.createNode({
      ...lap,
      percent: undefined,
      lap_s: round(lap.lap_s, 2),
      speed_mps: round(lap.speed_mps, 2),
      deviation_mean_m: round(lap.deviation_mean_m, 4),
      deviation_max_m: round(lap.deviation_max_m, 3),
    });
    (node as { flow?: boolean }).flow = true;
    return node;
  });
  document.setIn(['figures', 'laps'], rows);
  const part = `${cardFile}.part`;
  try {
    writeFileSync(part, document.toString({ lineWidth: 0 }));
    renameSync(part, cardFile);
  } finally {
    rmSync(part, { force: true });
  }
}

function round(value: number | null, digits: number): number | null {
  return value === null ? null : Number(value.toFixed(digits));
}
