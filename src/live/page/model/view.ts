import type { ImageKind, ViewRequest } from '../../page-requests';

export interface ViewNeeds {
  /** Nobody sees the page. */
  readonly isHidden: boolean;
  readonly hasNetwork: boolean;
  /** Whether the reader wants to see which pixels moved the command. */
  readonly saliency: boolean;
  /** Of the camera image on the page, pixels of the screen. */
  readonly width_px: number;
}

const RATE_hz = 20;
const WIDTHS = { least: 64, most: 1920, step: 64 };

/** The images that a page asks for: none while nobody sees it. */
export function chooseView({ isHidden, hasNetwork, saliency, width_px }: ViewNeeds): ViewRequest {
  const kinds: ImageKind[] = ['camera'];
  if (hasNetwork) kinds.push('crop');
  if (hasNetwork && saliency) kinds.push('saliency');
  const { least, most, step } = WIDTHS;
  const width = Math.min(most, Math.max(least, Math.ceil(width_px / step) * step));
  return { type: 'view', kinds: isHidden ? [] : kinds, width, rate_hz: RATE_hz };
}

export function isSameView(a: ViewRequest, b: ViewRequest): boolean {
  return a.width === b.width && a.rate_hz === b.rate_hz && a.kinds.join() === b.kinds.join();
}
