import type { CopiedFrame, FrameSlotReader } from '../feed/frame-slot';
import type { ImageKind } from '../page-requests';
import type { ImageMaker, MadeImage } from './image-maker';
import { Job } from './job';
import type { Page } from './page';

/** Of the time, that images of camera and crop are made for pages, and images of saliency. */
const IMAGE_SHARE = 0.25;
const SALIENCY_SHARE = 0.2;
/** Least time between two images of saliency: a network takes a run for each, or many. */
const SALIENCY_PERIOD_MS = 200;
/** A frame is asked for so long before an image is due: it comes with the camera's next one. */
const LEAD_MS = 50;

export interface ImageSenderOptions {
  readonly slot: Pick<FrameSlotReader, 'take' | 'want' | 'unwant'>;
  readonly images: Pick<ImageMaker, 'make' | 'makeSaliency'>;
  /** Those that are open, by number. */
  readonly pages: ReadonlyMap<number, Page>;
  readonly warn: (line: string) => void;
  readonly now_ms?: () => number;
}

/** Brings the newest frame to the pages that want images. What the network looks at takes longest, and comes by itself. */
export class ImageSender {
  readonly #options: ImageSenderOptions;
  readonly #now_ms: () => number;
  readonly #seen: Job;
  readonly #saliency: Job;

  constructor(options: ImageSenderOptions) {
    this.#options = options;
    const { warn, now_ms = () => performance.now() } = options;
    this.#now_ms = now_ms;
    const failed = (what: string) => (why: string) => warn(`live page: ${what} left out: ${why}`);
    this.#seen = new Job({ share: IMAGE_SHARE, onFailed: failed('an image is'), now_ms });
    this.#saliency = new Job({
      share: SALIENCY_SHARE,
      period_ms: SALIENCY_PERIOD_MS,
      onFailed: failed('saliency is'),
      now_ms,
    });
  }

  /** Sends the newest frame where it has come, and asks for the next where a page wants one. */
  show(): void {
    if (this.#seen.isRunning) return;
    const { slot, images, pages } = this.#options;
    const now_ms = this.#now_ms();
    const due_ms = Math.max(this.#seen.next_ms, this.#firstDue_ms());
    if (due_ms - now_ms > LEAD_MS) slot.unwant();
    const frame = due_ms > now_ms ? null : slot.take();
    if (due_ms - now_ms <= LEAD_MS && frame === null) slot.want();
    if (frame === null) return;
    const takers = [...pages.values()].filter((page) => page.images.take(now_ms, page.waiting));
    // First: the other images use the frame up.
    this.#showSaliency(frame, takers, now_ms);
    const wanted = wantedBy(takers);
    if (wanted.size === 0) return;
    this.#seen.begin(async () => this.#send(await images.make(frame, wanted), takers));
  }

  /** Resolves when no image is being made. */
  async idle(): Promise<void> {
    await Promise.all([this.#seen.idle(), this.#saliency.idle()]);
  }

  #showSaliency(frame: CopiedFrame, takers: readonly Page[], now_ms: number): void {
    if (this.#saliency.isRunning || this.#saliency.next_ms > now_ms) return;
    const widths = wantedBy(takers).get('saliency');
    if (widths === undefined) return;
    const { images } = this.#options;
    this.#saliency.begin(async () => this.#send(await images.makeSaliency(frame, widths), takers));
  }

  #send(made: readonly MadeImage[], takers: readonly Page[]): void {
    for (const { kind, width, message } of made) {
      for (const page of takers) {
        const { view } = page.images;
        const isOpen = this.#options.pages.has(page.number);
        if (isOpen && view?.kinds.includes(kind) && page.images.width === width) page.sendImage(message);
      }
    }
  }

  /** When a page wants its next image; infinite where none does. */
  #firstDue_ms(): number {
    let first_ms = Number.POSITIVE_INFINITY;
    for (const { images } of this.#options.pages.values())
      first_ms = Math.min(first_ms, images.due_ms ?? first_ms);
    return first_ms;
  }
}

function wantedBy(pages: readonly Page[]): Map<ImageKind, Set<number>> {
  const wanted = new Map<ImageKind, Set<number>>();
  for (const { images } of pages) {
    for (const kind of images.view?.kinds ?? []) {
      const widths = wanted.get(kind) ?? new Set();
      wanted.set(kind, widths.add(images.width));
    }
  }
  return wanted;
}
