import type { PageState } from './page-state';
import { formatDuration } from './words';

/** Without samples for so long, what is drawn is no longer how it is. */
export const SILENCE_ms = 2000;

const DRIVES = ['driving', 'stopped', 'starting'];

/**
 * Why what the page draws is not how it is now, as text for a reader; null while it is current.
 */
export function findStaleness(page: PageState): string | null {
  const { link, state, samplesAt_ms, now_ms } = page;
  // What a run ended with stays so.
  if (hasEnded(page)) return null;
  if (link.status === 'outdated') return 'Not current: load the page again';
  if (link.status !== 'open') {
    if (page.hello === null) return null;
    return samplesAt_ms === null ? 'Not current' : `As it was ${formatDuration(now_ms - samplesAt_ms)} ago`;
  }
  if (state === null || !DRIVES.includes(state.state)) return null;
  if (samplesAt_ms === null || now_ms - samplesAt_ms < SILENCE_ms) return null;
  return `No data for ${formatDuration(now_ms - samplesAt_ms)}`;
}

/** The page has seen the end of its run: no more will come of it. */
export function hasEnded({ state }: PageState): boolean {
  return state?.state === 'ended';
}

/** Whether nothing more comes, and what there is stays as it is. */
export function isOver(page: PageState): boolean {
  return page.link.status === 'over' || (page.link.status === 'lost' && hasEnded(page));
}

/** Whether an image of what the network sees is too old to be shown beside the camera image. Times on the clock of the
 *  feed; null without a camera image. */
export function isOutdated(image_ms: number, camera_ms: number | null): boolean {
  return camera_ms !== null && camera_ms - image_ms > SILENCE_ms;
}

/** As `findStaleness`, for the camera image. */
export function findImageStaleness(page: PageState): string | null {
  const whole = findStaleness(page);
  if (whole !== null) return whole;
  const { state, imageAt_ms, now_ms, newest_ms, image_ms } = page;
  if (imageAt_ms === null) return null;
  if (state?.state === 'driving' && now_ms - imageAt_ms >= SILENCE_ms)
    return `No image for ${formatDuration(now_ms - imageAt_ms)}`;
  const behind_ms = (newest_ms ?? 0) - (image_ms ?? 0);
  return behind_ms < SILENCE_ms ? null : `Image from ${formatDuration(behind_ms)} before`;
}
