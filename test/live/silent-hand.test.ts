import { frameSlotMemory } from '../../src/live/feed/frame-slot';
import { sampleRingMemory } from '../../src/live/feed/sample-ring';
import { ROW_COLUMNS } from '../../src/live/feed/samples';
import type { LiveServer } from '../../src/live/live-server';
import { LiveSession } from '../../src/live/live-session';
import type { ControlRequest } from '../../src/live/page-requests';
import type { Session } from '../../src/session/session';
import { driving } from './support/driving';

afterEach(() => jest.useRealTimers());

test('hands whose server of pages has failed leave the wheel to the brain, and the car paused', async () => {
  jest.useFakeTimers();
  const { run, first, session } = driving();
  let control: (message: { page: number; request: ControlRequest }) => void = () => {};
  const warned: string[] = [];
  const server = {
    samples: sampleRingMemory(ROW_COLUMNS, 8),
    frames: frameSlotMemory(),
    zero_ms: 0,
    id: 'x',
    started_ms: 0,
    on: (type: string, listener: typeof control) => {
      if (type === 'control') control = listener;
    },
    onGone: () => {},
    post: () => {},
    warn: (line: string) => void warned.push(line),
  };
  Object.defineProperty(session, 'on', { value: () => () => {} });
  new LiveSession(session as unknown as Session, server as unknown as LiveServer);
  control({ page: 1, request: { type: 'control', id: 1, action: 'drive_by_hand' } });
  await jest.advanceTimersByTimeAsync(4000);
  expect([run.drive.active.brain.name, run.paused]).toEqual(['hand', false]);
  await jest.advanceTimersByTimeAsync(3000);
  expect([run.drive.active.brain, run.paused]).toEqual([first, true]);
  expect(warned).toEqual(['nobody drives by hand any more: the car is paused until it is resumed']);
});
