import { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';
import { Studio } from '../../../src/live/foxglove/studio';
import { STUDIO_KEYS } from '../../../src/live/foxglove/topics';
import { Page } from '../../../src/live/server/page';

/** The socket of a studio that takes as much as a test says. */
class SlowSocket extends EventEmitter {
  bufferedAmount = 0;
  binaryType = '';
  onmessage: ((event: { data: unknown }) => void) | null = null;
  readonly texts: Record<string, unknown>[] = [];
  binary = 0;
  isTerminated = false;

  send(data: string | ArrayBufferView): void {
    if (typeof data === 'string') this.texts.push(JSON.parse(data) as Record<string, unknown>);
    else this.binary += 1;
  }

  ping(): void {}

  close(): void {}

  terminate(): void {
    this.isTerminated = true;
  }

  say(message: unknown): void {
    const data = JSON.stringify(message);
    this.emit('message', data);
    this.onmessage?.({ data });
  }
}

const SAMPLES = JSON.stringify({
  type: 'samples',
  isHistory: false,
  poses: {
    wall_ms: [1],
    sim_s: [1],
    x_m: [0],
    y_m: [0],
    yaw_rad: [0],
    v_mps: [0],
    w_radps: [0],
    deviation_m: [null],
    percent: [0],
  },
  decisions: { wall_ms: [], step_ms: [], inference_ms: [], latency_ms: [] },
  lost: 0,
});

function opened() {
  const socket = new SlowSocket();
  const studio = new Studio(socket as unknown as WebSocket, 'test', 'session', () => 0);
  const page = new Page(1, studio, 0);
  studio.page = page;
  const subscribe = (key: (typeof STUDIO_KEYS)[number]) => {
    const channelId = STUDIO_KEYS.indexOf(key) + 1;
    socket.say({ op: 'subscribe', subscriptions: [{ id: channelId, channelId }] });
  };
  const unsubscribe = (key: (typeof STUDIO_KEYS)[number]) =>
    socket.say({ op: 'unsubscribe', subscriptionIds: [STUDIO_KEYS.indexOf(key) + 1] });
  return { socket, studio, page, subscribe, unsubscribe };
}

describe('a studio', () => {
  it('is made images of those kinds to which it subscribes', () => {
    const { page, subscribe, unsubscribe } = opened();
    expect(page.images.view).toBeNull();
    subscribe('odometry');
    expect(page.images.view).toBeNull();
    subscribe('camera');
    subscribe('saliency');
    expect(page.images.view?.kinds).toEqual(['camera', 'saliency']);
    unsubscribe('camera');
    unsubscribe('saliency');
    expect(page.images.view).toBeNull();
  });

  it('that is slow gets fewer messages, and is told so once', () => {
    const { socket, studio, subscribe } = opened();
    subscribe('odometry');
    studio.send(SAMPLES);
    const before = socket.binary;
    expect(before).toBeGreaterThan(0);
    socket.bufferedAmount = 2 * 1024 * 1024;
    for (let i = 0; i < 100; i++) studio.send(SAMPLES);
    expect(socket.binary).toBe(before);
    expect(socket.texts.filter(({ message }) => message === 'Send buffer limit reached')).toHaveLength(1);
    socket.bufferedAmount = 0;
    studio.send(SAMPLES);
    expect(socket.binary).toBeGreaterThan(before);
    expect(socket.isTerminated).toBe(false);
  });

  it('that reads nothing is disconnected before it fills the memory', () => {
    const { socket, studio } = opened();
    socket.bufferedAmount = 17 * 1024 * 1024;
    studio.send(SAMPLES);
    expect(socket.isTerminated).toBe(true);
  });
});
