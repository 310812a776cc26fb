import { seriesOfModel } from '../../../../measure/report/charts/palette';
import { formatLapTime, formatNumber } from '../../../../measure/report/format';
import type { DrivePicture } from '../../draw/replay-stage';
import { findGap_s } from '../../model/replay/alignment';
import type { RecordedDrive } from '../../model/replay/drive';
import { SIDES } from '../../model/replay/replay-charts';
import type { ReplayDesk } from '../../replay-desk';
import type { PageActions, Settings } from '../actions';
import { DeviationBands } from '../deviation-bands';
import { NetworkView } from '../network-view';

interface PanelProps {
  readonly desk: ReplayDesk;
  /** Number of the recording. */
  readonly index: number;
  readonly settings: Settings;
  readonly actions: PageActions;
}

/** The camera of a recording, and what its network sees. */
export function RecordedCamera({ desk, index, settings, actions }: PanelProps) {
  const { recording } = desk.drives[index]!;
  const picture = desk.stage!.pictures[index]!;
  const { images } = picture;
  const camera = images.get('camera');
  const note = desk.noteOf(index);
  const title = nameSide(desk, index, 'Camera');
  const id = `camera-title-${index}`;
  return (
    <section class="camera" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div
        class="picture"
        style={{ aspectRatio: `${camera?.header.width ?? 4} / ${camera?.header.height ?? 3}` }}
      >
        <canvas ref={picture.camera.attach} role="img" aria-label={describeCamera(picture, title)} />
        {camera === null ? (
          <p class="empty">{recording.images_s.length === 0 ? 'This bag has no images' : 'No image yet'}</p>
        ) : null}
        {note === null ? null : <p class="old">{note}</p>}
      </div>
      <ul class="legend">
        {camera === null ? null : <li class="line">line found</li>}
        {camera?.header.path ? <li class="path">path of the command</li> : null}
        {camera?.header.crop ? <li class="crop">seen by the network</li> : null}
        {index > 0
          ? null
          : desk.scene!.models.map(({ name }, model) => (
              <li key={name} class={seriesOfModel(model)}>
                {name}
              </li>
            ))}
      </ul>
      {recording.card === null ? null : (
        <NetworkView
          name={recording.card.name}
          card={recording.card}
          images={images}
          surface={picture.crop}
          settings={settings}
          actions={actions}
        />
      )}
    </section>
  );
}

/** The circuit of a recording from above. */
export function RecordedMap({ desk, index }: Pick<PanelProps, 'desk' | 'index'>) {
  const drive = desk.drives[index]!;
  const picture = desk.stage!.pictures[index]!;
  const { circuit } = drive.recording;
  const title = nameSide(desk, index, circuit ? `Circuit: ${circuit.name}` : 'Driven path');
  const id = `map-title-${index}`;
  return (
    <section class="map" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div class="picture ground">
        <canvas ref={picture.ground.attach} role="img" aria-label={describeMap(drive, title)} />
        {drive.recording.poses.time_s.length === 0 ? <p class="empty">This bag has no poses</p> : null}
      </div>
      {circuit === null ? null : <DeviationBands band_m={picture.map.band_m} />}
    </section>
  );
}

/** What a bag says of its drive, and what it lacks. */
export function RecordedFacts({ desk, index }: Pick<PanelProps, 'desk' | 'index'>) {
  const drive = desk.drives[index]!;
  const { recording, time_s } = drive;
  const { figures, laps, missing } = recording;
  const id = `facts-title-${index}`;
  const rows: readonly (readonly [key: string, name: string, value: string])[] = [
    ['brain', 'brain', recording.brain ?? '–'],
    ['model', 'model', recording.model ?? '–'],
    ['time', 'time', formatNumber(time_s, 2, 's')],
    ['distance', 'distance', formatNumber(drive.distanceAt(time_s), 1, 'm')],
    ...(index === 0 || desk.scene?.alignment !== 'distance'
      ? []
      : [['gap', 'behind A', formatNumber(findGap_s(desk.drives[0]!, drive), 2, 's')] as const]),
    ['duration', 'duration', formatNumber(recording.duration_s, 2, 's')],
    ['images', 'images', String(recording.images_s.length)],
    ['laps', 'laps', laps.length === 0 ? '–' : laps.map(({ seconds }) => formatLapTime(seconds)).join(', ')],
    ['speed', 'average speed', formatNumber(figures?.averageSpeed_mps ?? null, 2, 'm/s')],
    ['mean', 'deviation, mean', formatNumber(figures?.deviationMean_m ?? null, 3, 'm')],
    ['max', 'deviation, max', formatNumber(figures?.deviationMax_m ?? null, 3, 'm')],
  ];
  return (
    <section class="figures" aria-labelledby={id} data-recording={index}>
      <h2 id={id}>{nameSide(desk, index, recording.name)}</h2>
      <dl class="facts">
        {rows.map(([key, name, value]) => (
          <div key={key}>
            <dt>{name}</dt>
            <dd data-fact={key}>{value}</dd>
          </div>
        ))}
      </dl>
      {missing.length === 0 ? null : (
        <ul class="missing" aria-label="What this bag lacks">
          {missing.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function nameSide({ drives }: ReplayDesk, index: number, what: string): string {
  return drives.length === 1 ? what : `${SIDES[index]} · ${what}`;
}

function describeCamera({ images }: DrivePicture, title: string): string {
  const header = images.get('camera')?.header;
  if (header === undefined) return `${title}; no image`;
  const { frame, v_mps, w_radps } = header;
  const command =
    v_mps === null
      ? ''
      : `, command ${formatNumber(v_mps, 2, 'm/s')} and ${formatNumber(w_radps, 2, 'rad/s')}`;
  return `${title}, frame ${frame}${command}`;
}

function describeMap({ recording, time_s }: RecordedDrive, title: string): string {
  return `${title} from above, ${formatNumber(time_s, 1, 's')} of ${formatNumber(recording.duration_s, 1, 's')}`;
}
