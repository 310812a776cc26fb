import { useMemo } from 'preact/hooks';
import { formatNumber, formatPercent } from '../../../../measure/report/format';
import type { LiveRun } from '../../../grid-messages';
import type { Board } from '../../model/board';
import { describeCourse } from '../../model/grid-words';
import { buildMinimap, MINIMAP_SIZE } from '../../model/minimap';
import type { RunTrack, RunTracks } from '../../model/run-tracks';

interface RunningProps {
  readonly board: Board;
  readonly tracks: RunTracks;
}

/** The runs that drive now, each with its car on its circuit. */
export function Running({ board, tracks }: RunningProps) {
  const { grid, slots, more, outlines } = board;
  return (
    <section class="running" aria-labelledby="running-title">
      <h2 id="running-title">Running</h2>
      {grid.isQueued ? (
        <p class="muted">Workers of a queue drive: they do not say what drives now.</p>
      ) : slots.length === 0 ? (
        <p class="muted">No run drives now.</p>
      ) : null}
      <ul class="cards">
        {slots.map((run, slot) => (
          <li key={slot} class="card">
            {run === null ? (
              <p class="muted">free</p>
            ) : (
              <Card
                run={run}
                brain={grid.brains[run.brain]!}
                circuit={grid.circuits[run.circuit]!}
                line={outlines.get(run.circuit)?.line ?? []}
                track={tracks.of(run.run)}
              />
            )}
          </li>
        ))}
      </ul>
      {more > 0 ? <p class="muted">And {more} more.</p> : null}
    </section>
  );
}

interface CardProps {
  readonly run: LiveRun;
  readonly brain: string;
  readonly circuit: string;
  readonly line: readonly (readonly [number, number])[];
  readonly track: RunTrack | null;
}

function Card({ run, brain, circuit, line, track }: CardProps) {
  const { percent = null, sim_s = null, v_mps = null, deviation_m = null } = track?.newest ?? {};
  const figures = [
    formatPercent(percent, 0, '%'),
    formatNumber(v_mps, 1, 'm/s'),
    formatNumber(deviation_m, 2, 'm'),
    formatNumber(sim_s, 0, 's'),
  ] as const;
  const label = `${brain} on ${circuit} from above: ${figures[0]} driven, ${figures[1]}, deviation ${figures[2]}`;
  return (
    <>
      <h3>
        {brain} <span class="muted">on</span> {circuit}
      </h3>
      <p class="muted">{describeCourse(run)}</p>
      <TrackMap label={label} line={line} track={track} />
      <p class="readings">
        {['driven', 'speed', 'deviation', 'simulated'].map((name, i) => (
          <span key={name} title={name}>
            <span class="hidden">{name} </span>
            {figures[i]}
          </span>
        ))}
      </p>
    </>
  );
}

interface TrackMapProps {
  readonly label: string;
  readonly line: CardProps['line'];
  readonly track: RunTrack | null;
}

function TrackMap({ label, line, track }: TrackMapProps) {
  const { width, height } = MINIMAP_SIZE;
  const map = useMemo(() => buildMinimap(line), [line]);
  const car = track?.at ?? null;
  const isDrawn = map.line !== '' && car !== null;
  const [x, y] = isDrawn ? map.toUnits(...car) : [0, 0];
  const turn_deg = (-180 * (track?.newest.yaw_rad ?? 0)) / Math.PI;
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <g transform={map.transform}>
        <path class="outline" d={map.line} />
        {isDrawn ? <path class="driven" d={track!.path} /> : null}
      </g>
      {isDrawn ? (
        <path
          class="car"
          d="M9 0L-6 5.5L-3 0L-6 -5.5Z"
          transform={`translate(${x} ${y}) rotate(${turn_deg})`}
        />
      ) : null}
    </svg>
  );
}
