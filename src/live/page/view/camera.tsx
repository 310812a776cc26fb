import { formatNumber } from '../../../measure/report/format';
import type { Images } from '../draw/images';
import type { Stage } from '../draw/stage';
import type { PageState } from '../model/page-state';
import { findImageStaleness } from '../model/staleness';
import type { PageActions, Settings } from './actions';
import { NetworkView } from './network-view';

interface CameraProps {
  readonly page: PageState;
  readonly images: Images;
  readonly stage: Stage;
  readonly settings: Settings;
  readonly actions: PageActions;
}

/** Camera image and what the network sees of it. */
export function Camera({ page, images, stage, settings, actions }: CameraProps) {
  const camera = images.get('camera');
  const stale = findImageStaleness(page);
  const card = page.state?.driver.card ?? null;
  return (
    <section class="camera" aria-labelledby="camera-title">
      <h2 id="camera-title">Camera</h2>
      <div
        class="picture"
        style={{ aspectRatio: `${camera?.header.width ?? 4} / ${camera?.header.height ?? 3}` }}
      >
        <canvas ref={stage.camera.attach} role="img" aria-label={describeCamera(images)} />
        {camera === null ? <p class="empty">No image yet</p> : null}
        {stale === null || camera === null ? null : <p class="old">{stale}</p>}
      </div>
      <ul class="legend">
        <li class="line">line found</li>
        {camera?.header.path ? <li class="path">path of the command</li> : null}
        {camera?.header.crop ? <li class="crop">seen by the network</li> : null}
      </ul>
      {card === null ? null : (
        <NetworkView
          name="the network"
          card={card}
          images={images}
          surface={stage.crop}
          settings={settings}
          actions={actions}
        />
      )}
    </section>
  );
}

function describeCamera(images: Images): string {
  const header = images.get('camera')?.header;
  if (header === undefined) return 'Camera image; none has come yet';
  const { frame, v_mps, w_radps, line, crop } = header;
  const parts = [`Camera image of frame ${frame}`];
  parts.push(line === null ? 'no painted line found' : 'the painted line found is drawn on it');
  if (crop) parts.push('a frame marks what the network sees');
  if (v_mps !== null)
    parts.push(`command ${formatNumber(v_mps, 2, 'm/s')} and ${formatNumber(w_radps, 2, 'rad/s')}`);
  return parts.join(', ');
}
