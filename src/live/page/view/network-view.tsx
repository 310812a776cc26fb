import type { LiveCard } from '../../messages';
import type { Images } from '../draw/images';
import type { Surface } from '../draw/surface';
import { describeSaliency } from '../model/words';
import type { PageActions, Settings } from './actions';

interface NetworkViewProps {
  /** Whose view it is. */
  readonly name: string;
  readonly card: LiveCard;
  readonly images: Images;
  readonly surface: Pick<Surface, 'attach'>;
  readonly settings: Settings;
  readonly actions: PageActions;
}

/** What a network sees of the camera image, and which pixels moved its command. */
export function NetworkView({ name, card, images, surface, settings, actions }: NetworkViewProps) {
  const crop = images.get('crop');
  const saliency = images.get('saliency');
  return (
    <>
      <div class="crop-head">
        <h3>What {name} sees</h3>
        <label>
          <input
            type="checkbox"
            checked={settings.saliency}
            onChange={({ currentTarget }) => actions.setSaliency(currentTarget.checked)}
          />{' '}
          Saliency
        </label>
      </div>
      <div
        class="picture crop"
        style={{ aspectRatio: `${crop?.header.width ?? 3} / ${crop?.header.height ?? 1}` }}
      >
        <canvas
          ref={surface.attach}
          role="img"
          aria-label={`What ${name} sees${describeCrop(images, settings)}`}
        />
        {crop === null ? <p class="empty">No current image</p> : null}
      </div>
      {settings.saliency ? <p class="muted">{describeSaliency(card, saliency !== null)}</p> : null}
    </>
  );
}

function describeCrop(images: Images, { saliency }: Settings): string {
  const header = images.get('crop')?.header;
  if (header === undefined) return '; no current image';
  const overlay =
    saliency && images.get('saliency') !== null ? ', with the pixels that moved the command' : '';
  return ` of frame ${header.frame}, ${header.width} by ${header.height} pixels${overlay}`;
}
