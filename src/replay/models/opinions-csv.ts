import { stringify } from 'csv-stringify/sync';
import { csvText } from '../../support/csv-text';
import type { Recording } from '../recording';
import type { Opinions } from './opinions';

/** Every image with where the car was and who answers what: full precision, units in the headers, empty cells for missing
 *  values. */
export function formatOpinions(recording: Recording, { driven, models, differences }: Opinions): string {
  const answers = [...(driven === null ? [] : [driven]), ...models];
  const header = [
    ...['frame', 'time_s', 'sim_s', 'x_m', 'y_m', 'distance_m', 'deviation_m'],
    ...answers.flatMap(({ name }) => [csvText(`${name}_v_mps`), csvText(`${name}_w_radps`)]),
    ...differences.flatMap(({ a, b }) => [
      csvText(`${b}_minus_${a}_v_mps`),
      csvText(`${b}_minus_${a}_w_radps`),
    ]),
  ];
  const byName = new Map(answers.map((one) => [one.name, one]));
  const rows = Array.from({ length: recording.images.length }, (_, i) => {
    const { time_s } = recording.images.row(i);
    const pose = recording.poses.at(time_s);
    const place = [pose?.sim_s, pose?.x_m, pose?.y_m, pose?.distance_m, pose?.deviation_m];
    const less = (a: string, b: string, key: 'v_mps' | 'w_radps') =>
      byName.get(b)![key][i]! - byName.get(a)![key][i]!;
    return [
      i,
      time_s,
      ...place,
      ...answers.flatMap(({ v_mps, w_radps }) => [v_mps[i], w_radps[i]]),
      ...differences.flatMap(({ a, b }) => [less(a, b, 'v_mps'), less(a, b, 'w_radps')]),
    ].map((value) => (value == null || Number.isNaN(value) ? '' : String(value)));
  });
  return stringify([header, ...rows]);
}
