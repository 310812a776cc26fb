import type { FromLiveThread } from '../../../src/live/feed/channel';
import type { SentFrame } from '../../../src/live/feed/replay-scene';
import { decodeImageMessage } from '../../../src/live/image-message';
import { Page } from '../../../src/live/server/page';
import { ReplayImages } from '../../../src/live/server/replay-images';

const SIGHT = { modelFile: null, camera: {}, isCorrupted: false };

/** Recordings without networks, and a page that wants camera images. */
function opened(kinds: readonly ('camera' | 'crop' | 'saliency')[] = ['camera'], recordings = 2) {
  const sent: FromLiveThread[] = [];
  const got: (string | Uint8Array)[] = [];
  const page = new Page(
    7,
    {
      bufferedAmount: 0,
      send: (data) => void got.push(data),
      ping: () => {},
      close: () => {},
      terminate: () => {},
    },
    0,
  );
  page.images.view = { type: 'view', kinds, width: 64, rate_hz: 20 };
  const pages = new Map([[7, page]]);
  const images = new ReplayImages(pages, (message) => void sent.push(message));
  images.show({ text: '"scene"', sights: Array(recordings).fill(SIGHT) });
  const look = (recording: number, image: number) => images.look(page, { type: 'look', recording, image });
  const asked = () =>
    sent
      .splice(0)
      .flatMap((message) => (message.type === 'look' ? [[message.recording, message.image]] : []));
  const headers = () =>
    got.flatMap((data) =>
      typeof data === 'string' ? [] : [decodeImageMessage(Uint8Array.from(data).buffer).header],
    );
  return { page, pages, images, look, asked, got, headers };
}

function frameOf(recording: number, image: number, change: Partial<SentFrame> = {}): SentFrame {
  const [width, height] = [64, 48];
  return {
    page: 7,
    recording,
    image,
    time_s: image / 20,
    sim_s: null,
    command: { v_mps: 8, w_radps: 0.5 },
    answers: [{ v_mps: 9, w_radps: 0 }, null],
    pixels: {
      width,
      height,
      step: 3 * width,
      encoding: 'rgb8',
      data: new Uint8Array(3 * width * height).fill(90),
    },
    reason: '',
    ...change,
  };
}

describe('images of recordings', () => {
  it('come with what was driven and what models answer', async () => {
    const { images, look, asked, headers, got } = opened();
    expect(got).toEqual(['"scene"']);
    look(1, 12);
    expect(asked()).toEqual([[1, 12]]);
    images.take(frameOf(1, 12));
    await images.close();
    const [header, ...others] = headers();
    expect(others).toEqual([]);
    expect(header).toMatchObject({
      kind: 'camera',
      frame: 12,
      wall_ms: 600,
      v_mps: 8,
      w_radps: 0.5,
      width: 64,
      crop: null,
    });
    expect(header!.path!.length).toBeGreaterThan(2);
    const { recording, answers } = header!.replayed!;
    expect(recording).toBe(1);
    expect(answers[0]).toMatchObject({ v_mps: 9, w_radps: 0 });
    expect(answers[0]!.path!.length).toBeGreaterThan(2);
    expect(answers[1]).toEqual({ v_mps: null, w_radps: null, path: null });
  });

  it('come one at a time to a page, the newest that it asked for', async () => {
    const { images, look, asked, headers } = opened();
    for (const image of [1, 2, 3]) look(0, image);
    look(1, 9);
    expect(asked()).toEqual([
      [0, 1],
      [1, 9],
    ]);
    images.take(frameOf(0, 1));
    await images.idle();
    expect(asked()).toEqual([[0, 3]]);
    images.take(frameOf(0, 3));
    await images.close();
    expect(asked()).toEqual([]);
    expect(headers().map(({ frame }) => frame)).toEqual([1, 3]);
  });

  it('that cannot be read are told of, and the next one comes', async () => {
    const { images, look, asked, got } = opened();
    look(0, 4);
    look(0, 5);
    asked();
    images.take(frameOf(0, 4, { pixels: null, reason: 'the image is cut off' }));
    await images.idle();
    expect(JSON.parse(String(got.at(-1)))).toEqual({
      type: 'no_image',
      recording: 0,
      image: 4,
      reason: 'the image is cut off',
    });
    expect(asked()).toEqual([[0, 5]]);
    await images.close();
  });

  it('are none of a recording that is not there, nor for a page that has gone', async () => {
    const { page, pages, images, look, asked, headers } = opened(['camera'], 1);
    look(1, 0);
    expect(asked()).toEqual([]);
    look(0, 0);
    asked();
    pages.delete(page.number);
    images.left(page);
    images.take(frameOf(0, 0));
    await images.close();
    expect(headers()).toEqual([]);
  });
});
