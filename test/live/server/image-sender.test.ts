import type { CopiedFrame } from '../../../src/live/feed/frame-slot';
import type { ViewRequest } from '../../../src/live/page-requests';
import type { MadeImage, WantedImages } from '../../../src/live/server/image-maker';
import { ImageSender, type ImageSenderOptions } from '../../../src/live/server/image-sender';
import { Page } from '../../../src/live/server/page';

const VIEW: ViewRequest = { type: 'view', kinds: ['camera', 'saliency'], width: 640, rate_hz: 10 };
const FRAME = {} as CopiedFrame;

/** Pages with a slot that always has a frame, and images whose content is their kind and width. */
function sending(views: readonly ViewRequest[], images: Partial<ImageSenderOptions['images']> = {}) {
  let now_ms = 0;
  const sent: string[] = [];
  const warned: string[] = [];
  const pages = new Map(
    views.map((view, index) => {
      const send = (data: string | Uint8Array) => void sent.push(`${index} ${Buffer.from(data).toString()}`);
      const ping = (data: string) => page.pong(data, now_ms);
      const page: Page = new Page(
        index,
        { bufferedAmount: 0, send, ping, close: () => {}, terminate: () => {} },
        0,
      );
      page.images.view = view;
      return [index, page] as const;
    }),
  );
  const sender = new ImageSender({
    slot: { take: () => FRAME, want: () => {}, unwant: () => {} },
    images: {
      make: async (_, wanted) => made(new Map([...wanted].filter(([kind]) => kind !== 'saliency'))),
      makeSaliency: async (_, widths) => made(new Map([['saliency', widths]])),
      ...images,
    },
    pages,
    warn: (line) => void warned.push(line),
    now_ms: () => now_ms,
  });
  /** Lets a frame come. @returns what pages got, once the promises that can settle have settled */
  const show = async (at_ms: number) => {
    now_ms = at_ms;
    sender.show();
    await new Promise(setImmediate);
    return sent.splice(0);
  };
  return { show, warned, sender };
}

function made(wanted: WantedImages): MadeImage[] {
  return [...wanted]
    .flatMap(([kind, widths]) => [...widths].map((width) => ({ kind, width })))
    .map((image) => ({ ...image, message: Buffer.from(`${image.kind} ${image.width}`) }));
}

describe('the images of pages', () => {
  it('come to every page, saliency beside the others and less often', async () => {
    const { show } = sending([VIEW, { ...VIEW, kinds: ['camera'] }]);
    expect((await show(0)).sort()).toEqual(['0 camera 640', '0 saliency 640', '1 camera 640']);
    expect(await show(100)).toEqual(['0 camera 640', '1 camera 640']);
    expect((await show(200)).sort()).toEqual(['0 camera 640', '0 saliency 640', '1 camera 640']);
  });

  it('do not wait for saliency', async () => {
    let finish: (images: MadeImage[]) => void = () => {};
    const calls: number[] = [];
    const { show, sender } = sending([VIEW], {
      makeSaliency: (_, widths) => {
        calls.push(widths.size);
        return new Promise((resolve) => {
          finish = resolve;
        });
      },
    });
    for (const at_ms of [0, 200, 400]) expect(await show(at_ms)).toEqual(['0 camera 640']);
    expect(calls).toEqual([1]);
    finish(made(new Map([['saliency', new Set([640])]])));
    await sender.idle();
    expect(await show(500)).toEqual(['0 saliency 640', '0 camera 640']);
    // Of the time, a fifth is its share.
    expect([await show(1900), calls.length]).toEqual([['0 camera 640'], 1]);
    await show(2000);
    expect(calls.length).toBe(2);
  });

  it('are left out where one cannot be made, which is said once', async () => {
    let fails = true;
    const { show, warned } = sending([{ ...VIEW, kinds: ['camera'] }], {
      make: async (_, wanted) => {
        if (fails) throw new Error('no memory');
        return made(wanted);
      },
    });
    expect([await show(0), await show(100)]).toEqual([[], []]);
    fails = false;
    expect(await show(200)).toEqual(['0 camera 640']);
    expect(warned).toEqual(['live page: an image is left out: no memory']);
  });

  it('are shared by pages of almost the same width', async () => {
    const wanted: number[] = [];
    const { show } = sending(
      [577, 640, 641].map((width) => ({ ...VIEW, kinds: ['camera'], width })),
      {
        make: async (_, asked) => {
          wanted.push(...asked.get('camera')!);
          return made(asked);
        },
      },
    );
    expect(await show(0)).toEqual(['0 camera 640', '1 camera 640', '2 camera 704']);
    expect(wanted).toEqual([640, 704]);
  });
});
