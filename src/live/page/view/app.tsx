import type { BoardLink } from '../board-link';
import type { Images } from '../draw/images';
import type { Stage } from '../draw/stage';
import { buildReadouts, type Readout } from '../model/charts';
import type { LapTable } from '../model/lap-rows';
import type { PageState } from '../model/page-state';
import type { Samples } from '../model/samples';
import { findStaleness, hasEnded } from '../model/staleness';
import type { ReplayDesk } from '../replay-desk';
import type { PageActions, Settings } from './actions';
import { Camera } from './camera';
import { Charts } from './charts';
import { Controls } from './controls';
import { Driver } from './driver';
import { Events } from './events';
import { ExperimentPage } from './experiment/experiment-page';
import { Figures } from './figures';
import { Header } from './header';
import { Laps } from './laps';
import { Log } from './log';
import { CircuitPanel } from './map';
import { ReplayPage } from './replay/replay-page';

export interface AppProps {
  readonly page: PageState;
  readonly samples: Samples;
  readonly laps: LapTable;
  readonly images: Images;
  readonly stage: Stage;
  readonly settings: Settings;
  readonly link: BoardLink;
  readonly desk: ReplayDesk;
  readonly actions: PageActions;
}

/** The whole page. */
export function App(props: AppProps) {
  const { page, link, desk, settings, actions } = props;
  return (
    <>
      <Header page={page} />
      {page.board !== null ? (
        <ExperimentPage page={page} board={page.board} link={link} actions={actions} />
      ) : page.hello?.kind !== 'replay' ? (
        <RunPage {...props} />
      ) : desk.scene === null ? null : (
        <ReplayPage page={page} desk={desk} settings={settings} actions={actions} />
      )}
      <footer class="muted">
        f1-brain {page.hello?.version ?? ''}. Charts are drawn by uPlot (MIT License).
      </footer>
    </>
  );
}

/** A run: camera, circuit, charts, lists. */
function RunPage({ page, samples, laps, images, stage, settings, actions }: AppProps) {
  const stale = findStaleness(page);
  const readouts: readonly Readout[] = buildReadouts(samples, page.figures, hasEnded(page));
  return (
    <main class={stale === null ? '' : 'stale'}>
      <Controls page={page} actions={actions} />
      <div class="board">
        <Camera page={page} images={images} stage={stage} settings={settings} actions={actions} />
        <CircuitPanel page={page} stage={stage} readouts={readouts} stale={stale} actions={actions} />
        <div class="side">
          <Driver page={page} actions={actions} />
          <Figures page={page} />
        </div>
      </div>
      <Charts
        kind={page.hello?.kind ?? null}
        stage={stage}
        readouts={readouts}
        settings={settings}
        actions={actions}
        stale={stale}
      />
      <div class="lists">
        <Laps rows={laps.list(page.laps, samples.path.points)} />
        <Events page={page} />
        <Log page={page} />
      </div>
    </main>
  );
}
