import { useEffect } from 'preact/hooks';
import { formatNumber } from '../../../../measure/report/format';
import { SPEEDS } from '../../model/replay/player';
import type { ReplayDesk } from '../../replay-desk';

/** A stride with the keys for pages, s. */
const PAGE_s = 5;

/** Play, steps, speed, and the slider of the time. */
export function Player({ desk }: { readonly desk: ReplayDesk }) {
  const { playback, duration_s } = desk;
  const { time_s, isPlaying, speed } = playback;
  useKeys(desk);
  return (
    <section class="player" aria-label="Player">
      <div class="buttons">
        <button type="button" class="play" data-action="play" onClick={() => desk.toggle()}>
          {isPlaying ? 'Pause' : 'Play'}
        </button>
        <button type="button" data-action="back" aria-label="Frame back" onClick={() => desk.step(-1)}>
          ◀ Frame
        </button>
        <button type="button" data-action="forward" aria-label="Frame forward" onClick={() => desk.step(1)}>
          Frame ▶
        </button>
        <label>
          Speed{' '}
          <select
            data-action="speed"
            value={String(speed)}
            onChange={({ currentTarget }) => desk.setSpeed(Number(currentTarget.value))}
          >
            {SPEEDS.map((one) => (
              <option key={one} value={String(one)}>
                {one}×
              </option>
            ))}
          </select>
        </label>
      </div>
      <label class="slider">
        <span class="hidden">Time in the recording</span>
        <input
          type="range"
          min="0"
          max={String(duration_s)}
          step="any"
          value={String(time_s)}
          aria-valuetext={describeTime(desk)}
          onInput={({ currentTarget }) => desk.seek(Number(currentTarget.value))}
          onKeyDown={(event) => {
            if (moveByKey(desk, event.key)) event.preventDefault();
          }}
        />
      </label>
      <p class="where" data-testid="where">
        {describeTime(desk)}
      </p>
    </section>
  );
}

/** Where a replay is, as text. */
function describeTime({ drives, playback, duration_s }: ReplayDesk): string {
  const [first] = drives;
  const { time_s } = playback;
  const parts = [`${time_s.toFixed(2)} s of ${duration_s.toFixed(2)} s`];
  if (first === undefined) return parts[0]!;
  const { image } = first;
  const { images_s } = first.recording;
  if (image !== null) parts.push(`frame ${image} of ${images_s.length}`);
  const lap = first.lapAt(time_s);
  if (lap !== null) parts.push(`lap ${lap}`);
  const distance_m = first.distanceAt(time_s);
  if (distance_m !== null) parts.push(formatNumber(distance_m, 1, 'm'));
  return parts.join(' · ');
}

/** Frame by frame with the arrows, wherever they are not used otherwise. @returns whether the key was one of those */
function moveByKey(desk: ReplayDesk, key: string): boolean {
  const { time_s } = desk.playback;
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
    case ',':
      desk.step(-1);
      return true;
    case 'ArrowRight':
    case 'ArrowUp':
    case '.':
      desk.step(1);
      return true;
    case 'PageUp':
      desk.seek(time_s + PAGE_s);
      return true;
    case 'PageDown':
      desk.seek(time_s - PAGE_s);
      return true;
    case 'Home':
      desk.seek(0);
      return true;
    case 'End':
      desk.seek(desk.duration_s);
      return true;
    default:
      return false;
  }
}

/** Space plays and pauses, comma and full stop step, wherever the focus is that has no use for them. */
function useKeys(desk: ReplayDesk): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || !(event.target instanceof Element)) return;
      if (event.target.closest('button, select, a, input:not([type=range])') !== null) return;
      const isPlay = event.key === ' ';
      if (isPlay) desk.toggle();
      else if (![',', '.'].includes(event.key) || event.target.closest('input') !== null) return;
      else moveByKey(desk, event.key);
      event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [desk]);
}
