import { formatNumber } from '../../../../measure/report/format';
import { formatClock } from '../../../../support/terminal/time-left';
import type { ComparedAnswers, ModelProgressMessage } from '../../../replay-messages';
import type { ReplayDesk } from '../../replay-desk';
import { ScrollBox } from '../scroll-box';

/** Models that are lost, and where those who answer differ: how much, and when most. */
export function Differences({ desk }: { readonly desk: ReplayDesk }) {
  const { progress, scene } = desk;
  return (
    <>
      {(scene?.lost ?? []).map((line) => (
        <p key={line} class="failed" data-testid="lost-model">
          {line}
        </p>
      ))}
      {progress === null ? <Compared desk={desk} /> : <Running progress={progress} />}
    </>
  );
}

function Compared({ desk }: { readonly desk: ReplayDesk }) {
  const compared = desk.scene?.compared ?? [];
  if (compared.length === 0) return null;
  return (
    <div class="lists differences">
      {compared.map((one) => (
        <Pair key={`${one.a} ${one.b}`} desk={desk} compared={one} />
      ))}
    </div>
  );
}

function Running({ progress: { share, left_s } }: { readonly progress: ModelProgressMessage }) {
  const left = left_s === null ? '' : `, ${formatClock(left_s)} left`;
  return (
    <p class="muted" data-testid="model-progress">
      The models are running: {Math.floor(100 * share)} %{left}. What they answer is shown when they have
      answered all frames.
    </p>
  );
}

function Pair({ desk, compared }: { readonly desk: ReplayDesk; readonly compared: ComparedAnswers }) {
  const { a, b, v_mps, w_radps, worst } = compared;
  const title = `${b} compared with ${a}`;
  const id = `pair-${a}-${b}`.replace(/[^a-z0-9]+/gi, '-');
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p class="muted">
        Absolute difference of w: mean {formatNumber(w_radps.mean, 3)}, p95 {formatNumber(w_radps.p95, 3)},
        max {formatNumber(w_radps.max, 3, 'rad/s')}; of v: mean {formatNumber(v_mps.mean, 2)}, p95{' '}
        {formatNumber(v_mps.p95, 2)}, max {formatNumber(v_mps.max, 2, 'm/s')}
      </p>
      {worst.length === 0 ? (
        <p class="muted">They never differ.</p>
      ) : (
        <ScrollBox class="scroll" role="region" label={`Worst moments of ${title}`}>
          <table>
            <thead>
              <tr>
                <th scope="col">moment</th>
                <th scope="col" class="number">
                  distance m
                </th>
                <th scope="col" class="number">
                  w of {a}, {b}
                </th>
                <th scope="col" class="number">
                  v of {a}, {b}
                </th>
              </tr>
            </thead>
            <tbody>
              {worst.map((moment) => (
                <tr key={moment.image}>
                  <th scope="row">
                    <button type="button" data-moment={moment.image} onClick={() => desk.seek(moment.time_s)}>
                      {moment.time_s.toFixed(2)} s
                    </button>
                  </th>
                  <td class="number">{formatNumber(moment.distance_m, 1)}</td>
                  <td class={moment.of.includes('w') ? 'number most' : 'number'}>
                    {moment.w_radps.map((value) => value.toFixed(3)).join(', ')}
                  </td>
                  <td class={moment.of.includes('v') ? 'number most' : 'number'}>
                    {moment.v_mps.map((value) => value.toFixed(2)).join(', ')}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </section>
  );
}
