import type { ServerMessage } from '../../../src/live/messages';
import { emptyState, type PageState } from '../../../src/live/page/model/page-state';
import { reduce } from '../../../src/live/page/model/reduce';
import { retryAfter_ms } from '../../../src/live/page/model/retry';
import {
  findImageStaleness,
  findStaleness,
  isOutdated,
  isOver,
} from '../../../src/live/page/model/staleness';
import { FIGURES, HELLO, STATE, samplesOf } from './support/messages';

const take = (page: PageState, ...messages: ServerMessage[]) =>
  messages.reduce((state, message) => reduce(state, { type: 'message', message, at_ms: 1000 }), page);
const link = (page: PageState, status: PageState['link']['status'], since_ms = 1000) =>
  reduce(page, { type: 'link', link: { status, why: '', since_ms } });
const tick = (page: PageState, at_ms: number) => reduce(page, { type: 'tick', at_ms });
const opened = () => link(take(emptyState(0), HELLO, STATE), 'open');

describe('the state of a page', () => {
  it('knows what the server told last', () => {
    const page = take(opened(), FIGURES, { ...FIGURES, percent: 30 });
    expect(page).toMatchObject({ hello: HELLO, state: STATE, figures: { percent: 30 } });
  });

  it('forgets one run when another begins, but not the connection', () => {
    const log = { type: 'log', wall_ms: 0, level: 'info', line: 'begins' } as const;
    const page = take(opened(), FIGURES, log, { type: 'lap', wall_ms: 9, lap: 1, seconds: 30 });
    const next = take(page, { ...HELLO, session: 'second' });
    expect(next).toMatchObject({ log: [], laps: [], figures: null, state: null, link: { status: 'open' } });
    expect(next.hello!.session).toBe('second');
  });

  it('has to be loaded again for another version of the messages', () => {
    const page = take(opened(), { ...HELLO, protocol: HELLO.protocol + 1, version: '9.0.0' });
    expect(page.link).toMatchObject({ status: 'outdated', why: expect.stringContaining('9.0.0') });
  });

  it('begins laps again after a restart, and keeps the log', () => {
    const log = { type: 'log', wall_ms: 0, level: 'info', line: 'begins' } as const;
    const lap = { type: 'lap', wall_ms: 900, lap: 1, seconds: 30 } as const;
    const page = take(opened(), log, lap, FIGURES, { type: 'restart', wall_ms: 1500 });
    expect(page).toMatchObject({ laps: [], figures: null, begin_ms: 1500 });
    expect(page.log).toHaveLength(1);
    expect(take(page, { ...lap, wall_ms: 4000 }).laps).toEqual([
      { lap: 1, seconds: 30, begin_ms: 1500, end_ms: 4000 },
    ]);
  });

  it('remembers that the server took its leave, until one is there again', () => {
    const page = link(link(opened(), 'over'), 'lost');
    expect(page.link.status).toBe('over');
    expect(isOver(page)).toBe(true);
    expect(link(page, 'open').link.status).toBe('open');
    expect(isOver(link(opened(), 'lost'))).toBe(false);
  });

  it('shows an incident until it is over', () => {
    const incident = {
      type: 'incident',
      kind: 'camera_stalled',
      who: '',
      wall_ms: 100,
      lasts: true,
      over: false,
    } as const;
    const page = take(opened(), incident, { ...incident, kind: 'foreign_commands', who: '/teleop' });
    expect(page.occurrences.map(({ text, over_ms }) => [text, over_ms])).toEqual([
      ['Foreign commands (/teleop)', null],
      ['Camera stalled', null],
    ]);
    const over = take(page, { ...incident, wall_ms: 700, over: true });
    expect(over.occurrences.map(({ over_ms }) => over_ms)).toEqual([null, 700]);
  });

  it('shows an incident that only happens as over', () => {
    const jump = {
      type: 'incident',
      kind: 'car_jumped',
      who: '',
      wall_ms: 100,
      lasts: false,
      over: false,
    } as const;
    expect(take(opened(), jump).occurrences).toMatchObject([
      { text: 'Car jumped', lasts: false, over_ms: 100 },
    ]);
  });

  it('shows that the watchdog has stopped the car until it drives again', () => {
    const stopped = { ...STATE, state: 'stopped', reason: 'no frame for 1.2 s', wall_ms: 100 } as const;
    const page = take(opened(), stopped, stopped);
    expect(page.occurrences).toMatchObject([
      { text: 'The car is stopped: no frame for 1.2 s', over_ms: null },
    ]);
    expect(take(page, { ...STATE, wall_ms: 300 }).occurrences).toMatchObject([{ over_ms: 300 }]);
  });

  it('shows failed and rejected frames and contacts as they are counted, and how many there were before', () => {
    const first = { ...FIGURES, offTrackEvents: 3 };
    const frames = { ...FIGURES.frames, failed: 2, rejected: 1 };
    const page = take(opened(), first, { ...first, frames, offTrackEvents: 4 });
    expect(page.occurrences.map(({ text }) => text)).toEqual([
      '1 time off the track',
      '1 frame was rejected',
      '2 frames failed in the brain',
      '3 times off the track before this page connected',
    ]);
  });

  it('tells of stops before it connected once, and of one that goes on as such', () => {
    const figures = { ...FIGURES, stops: 3 };
    const texts = (page: PageState) => page.occurrences.map(({ text }) => text);
    const late = take(opened(), figures, { ...figures, stops: 4 });
    expect(texts(late)).toEqual(['3 stops of the car before this page connected']);
    const stopped = { ...STATE, state: 'stopped', reason: 'no frame', wall_ms: 900 } as const;
    expect(texts(take(opened(), stopped, figures))).toEqual([
      '2 stops of the car before this page connected',
      'The car is stopped: no frame',
    ]);
  });

  it('has seen everything where no figures came before it, and after a restart', () => {
    const counted = { ...FIGURES, wallContactEvents: 1 };
    const texts = (page: PageState) => page.occurrences.map(({ text }) => text);
    expect(texts(take(opened(), samplesOf([], true), counted))).toEqual(['1 contact with a wall']);
    const restarted = take(opened(), FIGURES, { type: 'restart', wall_ms: 1500 }, counted);
    expect(texts(restarted)).toEqual(['1 contact with a wall']);
  });

  it('stays bounded', () => {
    let page = opened();
    for (let i = 0; i < 1000; i++) {
      page = take(
        page,
        { type: 'log', wall_ms: i, level: 'info', line: `${i}` },
        { type: 'incident', kind: 'car_jumped', who: '', wall_ms: i, lasts: false, over: false },
      );
    }
    expect(page.log).toHaveLength(300);
    expect(page.log.at(-1)!.line).toBe('999');
    expect(page.occurrences).toHaveLength(100);
    expect(page.occurrences[0]!.wall_ms).toBe(999);
  });

  it('waits for an answer until it comes or the connection is lost', () => {
    const asked = reduce(opened(), { type: 'asked', pending: { id: 7, action: 'pause' } });
    const answer = { type: 'answer', action: 'pause', isDone: true, line: 'paused' } as const;
    expect(take(asked, { ...answer, id: 6 }).pending).toHaveLength(1);
    expect(take(asked, { ...answer, id: 7 })).toMatchObject({ pending: [], answer: { line: 'paused' } });
    expect(link(asked, 'lost').pending).toEqual([]);
  });

  it('waits for each answer by itself', () => {
    const swap = reduce(opened(), { type: 'asked', pending: { id: 7, action: 'swap' } });
    const both = reduce(swap, { type: 'asked', pending: { id: 8, action: 'pause' } });
    const answer = { type: 'answer', action: 'pause', isDone: true, line: 'paused' } as const;
    expect(take(both, { ...answer, id: 8 }).pending).toEqual([{ id: 7, action: 'swap' }]);
  });
});

describe('what a page draws', () => {
  it('is current while samples and images come', () => {
    const page = reduce(take(opened(), samplesOf([{ at_ms: 0 }])), {
      type: 'image',
      at_ms: 1000,
      wall_ms: 0,
    });
    expect(findStaleness(tick(page, 1900))).toBeNull();
    expect(findImageStaleness(tick(page, 1900))).toBeNull();
  });

  it('is old without a connection, whatever the state was', () => {
    const page = tick(link(take(opened(), samplesOf([{ at_ms: 0 }])), 'lost'), 6500);
    expect(findStaleness(page)).toBe('As it was 5 s ago');
    expect(findStaleness(link(page, 'refused'))).not.toBeNull();
    expect(findStaleness(link(page, 'outdated'))).toMatch(/load the page again/);
  });

  it('is old when samples or images fail to come while the car drives', () => {
    const page = take(opened(), samplesOf([{ at_ms: 0 }]));
    expect(findStaleness(tick(page, 5000))).toBe('No data for 4 s');
    const seen = reduce(page, { type: 'image', at_ms: 1000, wall_ms: 0 });
    const later = tick(
      reduce(seen, { type: 'message', message: samplesOf([{ at_ms: 1 }]), at_ms: 4900 }),
      5000,
    );
    expect([findStaleness(later), findImageStaleness(later)]).toEqual([null, 'No image for 4 s']);
  });

  it('is old where an image shows what was long before the newest sample', () => {
    const paused = { ...STATE, state: 'paused' } as const;
    const page = take(opened(), samplesOf([{ at_ms: 6000 }]), paused);
    const imageOf = (wall_ms: number) => reduce(page, { type: 'image', at_ms: 1000, wall_ms });
    expect(findImageStaleness(imageOf(5900))).toBeNull();
    expect(findImageStaleness(imageOf(900))).toBe('Image from 5 s before');
  });

  it('leaves out what the network saw long before the camera image', () => {
    expect([1000, 3000, 3001].map((camera_ms) => isOutdated(1000, camera_ms))).toEqual([false, false, true]);
    expect(isOutdated(1000, null)).toBe(false);
  });

  it('stays as the run ended when its server is gone', () => {
    const ended = { ...STATE, state: 'ended', reason: 'completed' } as const;
    const page = tick(link(take(opened(), samplesOf([{ at_ms: 0 }]), ended), 'lost'), 60_000);
    expect([findStaleness(page), findImageStaleness(page)]).toEqual([null, null]);
  });

  it('stays current when the run is paused or over', () => {
    for (const state of ['paused', 'ended'] as const) {
      const page = tick(take(opened(), samplesOf([{ at_ms: 0 }]), { ...STATE, state }), 60_000);
      expect(findStaleness(page)).toBeNull();
    }
  });
});

test('attempts to connect become rarer, and never stop', () => {
  expect([1, 2, 3, 4, 5, 50].map(retryAfter_ms)).toEqual([500, 1000, 2000, 4000, 5000, 5000]);
});
