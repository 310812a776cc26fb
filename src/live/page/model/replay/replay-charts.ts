import { seriesOfModel } from '../../../../measure/report/charts/palette';
import type { ReplayMessage } from '../../../replay-messages';
import type { ChartSource, ChartSpec } from '../charts';
import type { Points } from '../series';
import { timeInFirst } from './alignment';
import { Curve, movedCurve } from './curve';
import type { RecordedDrive } from './drive';

/** Colours of the curves of what was driven: in the first recording, and in a second one. */
export const DRIVEN_COLOURS = ['series0', 'series1'] as const;

/** Names of two recordings beside each other. */
export const SIDES = ['A', 'B'] as const;

type Kind = 'v' | 'w' | 'deviation' | 'step' | 'latency';
type DrawnCurve = ChartSpec<string>['curves'][number] & { readonly curve: Curve };

const TITLES: Readonly<Record<Kind, Pick<ChartSpec, 'title' | 'unit' | 'decimals' | 'least'>>> = {
  v: { title: 'Linear velocity v', unit: 'm/s', decimals: 2, least: [0, 1] },
  w: { title: 'Angular velocity w', unit: 'rad/s', decimals: 3, least: [-0.2, 0.2] },
  deviation: { title: 'Lateral deviation', unit: 'm', decimals: 3, least: [-0.05, 0.05] },
  step: { title: 'Step time', unit: 'ms', decimals: 2, least: [0, 1] },
  latency: { title: 'Latency to command', unit: 'ms', decimals: 2, least: [0, 1] },
};

/** The strip charts of a replay: what was driven, and what models answer. Charts without a value are left out. */
export class ReplayCharts implements ChartSource {
  readonly specs: readonly ChartSpec<string>[];
  readonly curves: ReadonlyMap<string, Curve>;
  readonly #duration_ms: number;
  #time_ms = 0;

  constructor({ models, alignment }: ReplayMessage, drives: readonly RecordedDrive[]) {
    this.#duration_ms = 1000 * (drives[0]?.recording.duration_s ?? 0);
    const curves = new Map<string, Curve>();
    const kinds: Kind[] = ['v', 'w', 'deviation', 'step', 'latency'];
    this.specs = kinds.flatMap((kind) => {
      const drawn = [
        ...drives.flatMap((drive, i) => drivenCurves(kind, drive, i, drives, alignment)),
        ...(kind === 'v' || kind === 'w' ? modelCurves(kind, models, drives[0]!) : []),
      ];
      if (drawn.length === 0) return [];
      for (const { series, curve } of drawn) curves.set(series, curve);
      // As the table of differences calls it.
      const named = drawn.map((one) =>
        models.length > 0 && one.label === 'command' ? { ...one, label: 'driven' } : one,
      );
      return [{ ...TITLES[kind], name: kind, curves: named }];
    });
    this.curves = curves;
  }

  /** Shows another time of the first recording. */
  moveTo(time_s: number): void {
    this.#time_ms = 1000 * time_s;
  }

  windowOf(window_ms: number): { readonly from_ms: number; readonly cursor_ms: number } {
    const last_ms = Math.max(0, this.#duration_ms - window_ms);
    const from_ms = Math.min(last_ms, Math.max(0, this.#time_ms - window_ms / 2));
    return { from_ms, cursor_ms: this.#time_ms };
  }

  points(series: string, from_ms: number, to_ms: number): Points {
    return this.curves.get(series)?.between(from_ms, to_ms) ?? { at_ms: [], values: [] };
  }
}

function drivenCurves(
  kind: Kind,
  drive: RecordedDrive,
  i: number,
  drives: readonly RecordedDrive[],
  alignment: ReplayMessage['alignment'],
): DrawnCurve[] {
  const { poses, commands } = drive.recording;
  const isAlone = drives.length === 1;
  const side = isAlone ? '' : `${SIDES[i]} `;
  const toFirst = i === 0 ? null : timeInFirst(drives[0]!, drive, alignment);
  const made = (
    name: string,
    label: string,
    colour: string,
    at_s: readonly number[],
    values: readonly (number | null)[],
  ): DrawnCurve[] => {
    if (!values.some((value) => value !== null)) return [];
    const curve = toFirst === null ? new Curve(at_s, values) : movedCurve(at_s, values, toFirst);
    return [{ series: `${name} ${i}`, label: `${side}${label}`, colour, curve }];
  };
  const colour = DRIVEN_COLOURS[i]!;
  switch (kind) {
    case 'v':
    case 'w': {
      const key = kind === 'v' ? 'v_mps' : 'w_radps';
      const told = made(kind, 'command', colour, commands.time_s, commands[key]);
      // Beside another drive only where it has no commands.
      if (!isAlone && told.length > 0) return told;
      const car = made(`car ${kind}`, 'car', isAlone ? 'axis' : colour, poses.time_s, poses[key]);
      return [...car, ...told];
    }
    case 'deviation':
      return made(kind, 'left is positive', colour, poses.time_s, poses.deviation_m);
    case 'step':
      return made(kind, 'of the brain', colour, commands.time_s, commands.step_ms);
    case 'latency':
      return made(kind, 'from the frame', colour, commands.time_s, commands.latency_ms);
  }
}

function modelCurves(
  kind: 'v' | 'w',
  models: ReplayMessage['models'],
  { recording }: RecordedDrive,
): DrawnCurve[] {
  return models.map(({ name, v_mps, w_radps }, i) => ({
    series: `model ${kind} ${i}`,
    label: name,
    colour: seriesOfModel(i),
    curve: new Curve(recording.images_s, kind === 'v' ? v_mps : w_radps),
  }));
}
