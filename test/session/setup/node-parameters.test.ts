import { PARAMETER_NAMES, readNodeParameters } from '../../../src/session/setup/node-parameters';

const NODE = '/car2/f1_brain';

function read(values: Parameters<typeof readNodeParameters>[0]) {
  const warnings: string[] = [];
  return { found: readNodeParameters(values, NODE, (line) => warnings.push(line)), warnings };
}

describe("the node's private parameters", () => {
  it('are all optional', () => {
    expect(read(null)).toEqual({ found: {}, warnings: [] });
    expect(read({})).toEqual({ found: {}, warnings: [] });
  });

  it('are read by their names, with the types that launch files give them', () => {
    const values = {
      brain: 'pilotnet',
      model: 'slim_pilotnet',
      provider: 'cpu',
      image_transform: 'rain',
      corruption_strength: 0.5,
      car: 'academy',
      camera: 'height_m=0.3',
      seed: 3,
      circuit: 'montreal_line',
      direction: 'reverse',
      out: '/tmp/out',
      record: false,
      record_images: 'jpeg',
      record_compression: 'lz4',
      on_record_failure: 'stop',
      recovery: 'reset',
      recovery_limit: 3,
      cycle_ms: 50,
      frame_timeout_ms: 300.5,
      compensation: 'off',
      guard: false,
      start_paused: true,
      brain_path: '/home/me/brains',
      brain_modules: true,
      start: 'random',
      start_row: 2,
      laps: 3,
      timeout_s: 75.5,
      standstill_s: 60,
      finish: 'pause',
      live: true,
      live_port: 8181,
      live_host: '0.0.0.0',
      live_token: 'a-long-enough-token',
    };
    expect(Object.keys(values)).toEqual(PARAMETER_NAMES);
    expect(read(values).found).toEqual({
      brain: 'pilotnet',
      model: 'slim_pilotnet',
      provider: 'cpu',
      imageTransform: 'rain',
      corruptionStrength: 0.5,
      car: 'academy',
      camera: { height_m: 0.3 },
      seed: 3,
      circuit: 'montreal_line',
      direction: 'reverse',
      out: '/tmp/out',
      record: false,
      recordImages: 'jpeg',
      recordCompression: 'lz4',
      onRecordFailure: 'stop',
      recovery: 'reset',
      recoveryLimit: 3,
      cycle_ms: 50,
      frameTimeout_ms: 300.5,
      compensation: 'off',
      guard: false,
      startPaused: true,
      brainPath: '/home/me/brains',
      brainModules: true,
      start: 'random',
      startRow: 2,
      laps: 3,
      timeout_s: 75.5,
      standstill_s: 60,
      finish: 'pause',
      live: true,
      livePort: 8181,
      liveHost: '0.0.0.0',
      liveToken: 'a-long-enough-token',
    });
  });

  it('count as not set where they are empty, so that launch files can hand their arguments on', () => {
    expect(read({ model: '', provider: '', record: '' }).found).toEqual({});
  });

  it.each([
    [{ provider: 'cdua' }, "parameters of /car2/f1_brain: provider is 'cdua', must be one of"],
    [{ provider: 'cdua' }, 'did you mean'],
    [{ record: 'yes please' }, "record must be true or false, found 'yes please'"],
    [{ seed: 1.5 }, 'seed must be a whole number'],
    [{ frame_timeout_ms: 3 }, 'frame_timeout_ms must be a number from 50 to 60000'],
    [{ live: 'yes' }, "live must be true or false, found 'yes'"],
    [{ live_port: 70_000 }, 'live_port must be a number from 0 to 65535'],
    [{ brain: 7 }, 'brain must be a non-empty string'],
  ])('%j is an error that names node and parameter', (values, message) => {
    expect(() => read(values)).toThrow(message);
  });

  it('are warned of where they are not known, but for namespaces below the node', () => {
    expect(read({ constructor: 1 }).warnings).toHaveLength(1);
    expect(read({ modle: 'x', other_node: { rate: 1 } })).toEqual({
      found: {},
      warnings: [`parameter /car2/f1_brain/modle is unknown (did you mean 'model'?); it is ignored`],
    });
  });
});
