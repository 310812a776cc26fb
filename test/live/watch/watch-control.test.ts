import { WorldError } from '../../../src/errors';
import type { Action, ControlRequest } from '../../../src/live/page-requests';
import { WatchControl } from '../../../src/live/watch/watch-control';
import { WatchedNode } from '../../../src/live/watch/watched-node';
import { metricsReport } from './support/reports';

/** A control of a node that answers as the test says. */
function controlling(answer: (service: string, request: unknown) => unknown = () => ({})) {
  const watched = new WatchedNode();
  watched.follow('/car2/f1_brain');
  const asked: { service: string; request: unknown }[] = [];
  const node = {
    callService: async (service: string, _type: string, request: unknown) => {
      asked.push({ service, request });
      return answer(service, request) as never;
    },
  };
  let restarts = 0;
  const control = new WatchControl(node, watched, () => {
    restarts += 1;
  });
  const ask = (action: Action, names: Partial<ControlRequest> = {}) =>
    control.act({ type: 'control', id: 1, action, ...names }, () => {});
  return { watched, asked, control, ask, restarts: () => restarts };
}

test('a node that tells nothing of itself has no controls', async () => {
  const { control, ask, asked } = controlling();
  expect(control.controls).toEqual({});
  expect(await ask('pause')).toEqual({
    isDone: false,
    line: 'the watched node does not have that control',
  });
  expect(asked).toEqual([]);
});

test('the services of a node are asked, and their answers shown', async () => {
  const { watched, control, ask, asked, restarts } = controlling((service) => ({
    success: true,
    message: service.endsWith('recording') ? '/tmp/a.bag' : 'as asked',
  }));
  watched.takeMetrics(metricsReport({ brain: 'pilotnet' }), 0);
  expect(Object.keys(control.controls).sort()).toEqual(
    ['pause', 'reset_metrics', 'resume', 'start_recording', 'stop_recording', 'swap'].sort(),
  );
  expect(control.controls).toMatchObject({ pause: null, resume: 'it is not paused' });
  expect(await ask('pause')).toEqual({ isDone: true, line: 'as asked' });
  expect(control.controls).toMatchObject({ pause: 'it is paused already', resume: null });
  expect(await ask('pause')).toEqual({ isDone: false, line: 'it is paused already; nothing changed' });
  await ask('resume');
  expect(await ask('start_recording')).toEqual({ isDone: true, line: 'recording to /tmp/a.bag' });
  expect(watched.recording).toBe('/tmp/a.bag');
  expect(await ask('stop_recording')).toEqual({ isDone: true, line: 'recorded /tmp/a.bag' });
  expect(watched.recording).toBeNull();
  await ask('reset_metrics');
  expect(restarts()).toBe(1);
  expect(await ask('stop')).toMatchObject({ isDone: false });
  expect(asked.map(({ service }) => service)).toEqual([
    '/car2/f1_brain/pause',
    '/car2/f1_brain/resume',
    '/car2/f1_brain/start_recording',
    '/car2/f1_brain/stop_recording',
    '/car2/f1_brain/reset_metrics',
  ]);
});

test('a brain that the node loads drives, and one that it refuses does not', async () => {
  const now = { brain: 'line_follower', model: '', provider: '', load_ms: Number.NaN };
  const { watched, ask, asked } = controlling((_, request) =>
    (request as { brain: string }).brain === 'line_follower'
      ? { ...now, success: true, message: 'line_follower drives now' }
      : { ...now, success: false, message: 'no such brain; line_follower drives on' },
  );
  watched.takeMetrics(metricsReport({ brain: 'pilotnet', model: 'pilotnet', provider: 'cpu' }), 0);
  expect(await ask('swap', { brain: 'line_follower' })).toMatchObject({ isDone: true });
  expect(watched.driver).toEqual({ brain: 'line_follower', model: null, provider: null });
  expect(await ask('swap', { brain: 'nobody', provider: 'cpu' })).toEqual({
    isDone: false,
    line: 'no such brain; line_follower drives on',
  });
  expect(asked.map(({ request }) => request)).toEqual([
    { brain: 'line_follower', model: '', provider: '' },
    { brain: 'nobody', model: '', provider: 'cpu' },
  ]);
});

test('a service that fails changes nothing', async () => {
  const { watched, ask } = controlling(() => {
    throw new WorldError('nobody offers /car2/f1_brain/pause');
  });
  watched.takeMetrics(metricsReport(), 0);
  expect(await ask('pause')).toEqual({ isDone: false, line: 'nobody offers /car2/f1_brain/pause' });
  expect(watched.paused).toBe(false);
});
