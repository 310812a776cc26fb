import type { PageState } from '../../model/page-state';
import type { ReplayDesk } from '../../replay-desk';
import type { PageActions, Settings } from '../actions';
import { RecordedCamera, RecordedFacts, RecordedMap } from './drive-panel';
import { Player } from './player';
import { ReplayChartsPanel } from './replay-charts';
import { Differences } from './worst-moments';

interface ReplayProps {
  readonly page: PageState;
  readonly desk: ReplayDesk;
  readonly settings: Settings;
  readonly actions: PageActions;
}

/** Recorded drives: one with its camera, circuit and facts, or two side by side, each above its circuit. */
export function ReplayPage({ page, desk, settings, actions }: ReplayProps) {
  const shown = { desk, settings, actions };
  const isAlone = desk.drives.length === 1;
  const name = page.link.status === 'open' ? 'replay' : 'replay lost';
  return (
    <main class={name}>
      <Player desk={desk} />
      {isAlone ? (
        <div class="board">
          <RecordedCamera {...shown} index={0} />
          <RecordedMap desk={desk} index={0} />
          <div class="side">
            <RecordedFacts desk={desk} index={0} />
          </div>
        </div>
      ) : (
        <div class="pair">
          {desk.drives.map(({ recording }, index) => (
            <div class="drive" key={`${index} ${recording.name}`}>
              <RecordedCamera {...shown} index={index} />
              <RecordedMap desk={desk} index={index} />
              <RecordedFacts desk={desk} index={index} />
            </div>
          ))}
        </div>
      )}
      <ReplayChartsPanel desk={desk} settings={settings} actions={actions} />
      <Differences desk={desk} />
    </main>
  );
}
