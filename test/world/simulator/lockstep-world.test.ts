import { createHash } from 'node:crypto';
import type { Frame, Pose } from '../../../src/types';
import { CameraRenderer } from '../../../src/world/simulator/camera/renderer';
import { type CameraTiming, DEFAULT_CAMERA_TIMING } from '../../../src/world/simulator/camera-timing';
import { Expert } from '../../../src/world/simulator/expert';
import { LockstepWorld } from '../../../src/world/simulator/lockstep-world';
import { ring } from '../../circuit/ring';

const circuit = ring(20);

interface Options {
  seed?: number;
  limit_s?: number;
  delay_ms?: number;
  timing?: Partial<CameraTiming>;
}

function world(options: Options = {}): LockstepWorld {
  return new LockstepWorld({
    circuit,
    direction: 'forward',
    seed: options.seed ?? 1,
    limit_s: options.limit_s ?? 1,
    sensorToActuatorDelay_ms: options.delay_ms ?? 0,
    cameraTiming: { ...DEFAULT_CAMERA_TIMING, ...options.timing },
  });
}

/** A hash of everything that an expert's drive shows. */
async function hashOfDrive(seed: number): Promise<string> {
  const hash = createHash('sha256');
  const here = world({ seed, limit_s: 0.6, delay_ms: 30 });
  const expert = new Expert(circuit, 'forward');
  let pose: Pose | null = null;
  here.onPose((next) => {
    pose = next;
    hash.update(`${next.x_m} ${next.y_m} ${next.yaw_rad} ${next.sim_s}`);
  });
  here.onFrame(async (frame) => {
    hash.update(frame.data);
    if (pose) here.command(expert.decide(pose));
  });
  await here.start();
  return hash.digest('hex');
}

describe('The lockstep world', () => {
  it('has its frames rendered by a renderer that it is given', async () => {
    const bright = new CameraRenderer(circuit, 1, { brightness: 255 });
    const here = new LockstepWorld({
      circuit,
      direction: 'forward',
      seed: 1,
      limit_s: 0.1,
      renderer: bright,
    });
    const shades = new Set<number>();
    here.onFrame(({ data }) => {
      shades.add(data[0]!);
    });
    await here.start();
    expect([...shades]).toEqual([255]);
  });

  it('shows 20 pictures a simulated second, numbered and stamped', async () => {
    const here = world();
    const frames: Pick<Frame, 'sequence' | 'stamp' | 'width' | 'height' | 'step' | 'encoding'>[] = [];
    here.onFrame(({ data, arrival_ms, optics, ...rest }) => {
      expect(data.length).toBe(640 * 480 * 3);
      expect(optics).toMatchObject({ focal_px: 320.2549, height_m: 0.0995 });
      expect(arrival_ms).toBeGreaterThan(0);
      frames.push(rest);
    });
    await here.start();
    expect(frames).toHaveLength(21);
    expect(frames[3]).toEqual({
      sequence: 4,
      stamp: { sec: 0, nsec: 150_000_000 },
      width: 640,
      height: 480,
      step: 1920,
      encoding: 'rgb8',
    });
  });

  it('delivers frames late, with stamp and view of their capture', async () => {
    const views = async (timing: Partial<CameraTiming>, limit_s: number) => {
      const here = world({ limit_s, timing });
      const seen: { stamp: Frame['stamp']; arrival_s: number; view: string }[] = [];
      here.command({ v_mps: 8, w_radps: 0.4 });
      here.onFrame(({ data, stamp }) => {
        const view = createHash('sha256').update(data).digest('hex');
        seen.push({ stamp, arrival_s: here.simulatedSeconds(), view });
      });
      await here.start();
      return seen;
    };
    const prompt = await views({}, 0.2);
    const late = await views({ latency_ms: 105 }, 0.3);
    expect(late.map(({ view, stamp }) => ({ view, stamp }))).toEqual(
      prompt.map(({ view, stamp }) => ({ view, stamp })),
    );
    expect(late.map(({ arrival_s }) => arrival_s)).toEqual([0.1, 0.15, 0.2, 0.25, 0.3]);
  });

  it('delivers what a stall held back at its end, and no frame that is lost', async () => {
    const stalls = [{ at_s: 0.05, duration_s: 0.15 }];
    const here = world({ limit_s: 0.25, timing: { stalls } });
    const arrivals: [number, number][] = [];
    here.onFrame(({ sequence }) => {
      arrivals.push([sequence, here.simulatedSeconds()]);
    });
    await here.start();
    expect(arrivals).toEqual([
      [1, 0],
      [2, 0.2],
      [3, 0.2],
      [4, 0.2],
      [5, 0.2],
      [6, 0.25],
    ]);
    const blind = world({ limit_s: 0.3, timing: { frameDrop: 1 } });
    blind.onFrame(() => Promise.reject(new Error('a lost frame arrived')));
    await blind.start();
  });

  it('captures at the rate asked for', async () => {
    const here = world({ limit_s: 0.5, timing: { rate_hz: 10 } });
    const stamps: number[] = [];
    here.onFrame(({ stamp }) => {
      stamps.push(stamp!.nsec / 1e6);
    });
    await here.start();
    expect(stamps).toEqual([0, 100, 200, 300, 400, 500]);
  });

  it('tells poses every 51 ms of simulated time', async () => {
    const here = world();
    const times: (number | null)[] = [];
    here.onPose((pose) => times.push(pose.sim_s));
    await here.start();
    expect(times).toHaveLength(20);
    expect(times.slice(0, 3)).toEqual([0, 0.051, 0.102]);
  });

  it('lets time stand still while a brain thinks', async () => {
    const here = world({ limit_s: 0.2 });
    const times: number[] = [];
    here.onFrame(async () => {
      const before = here.simulatedSeconds();
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(here.simulatedSeconds()).toBe(before);
      times.push(before);
    });
    await here.start();
    expect(times).toEqual([0, 0.05, 0.1, 0.15, 0.2]);
  });

  it('keeps the picture until the brain has answered', async () => {
    const here = world({ limit_s: 0.1 });
    here.command({ v_mps: 10, w_radps: 3 });
    here.onFrame(async (frame) => {
      const before = Buffer.from(frame.data);
      await new Promise((resolve) => setTimeout(resolve, 2));
      expect(before.equals(frame.data)).toBe(true);
    });
    await here.start();
  });

  it.each([0, 20])('lets a command take effect after %d ms', async (delay_ms) => {
    const here = world({ limit_s: 0.099, delay_ms });
    expect(here.actuation_s).toBe(delay_ms / 1000);
    here.onFrame((frame) => {
      if (frame.sequence === 1) here.command({ v_mps: 10, w_radps: 0 });
    });
    let last: Pose | null = null;
    here.onPose((pose) => {
      last = pose;
    });
    await here.start();
    const moved = Math.hypot(last!.x_m - circuit.start.x_m, last!.y_m - circuit.start.y_m);
    expect(moved).toBeCloseTo(10 * (0.051 - delay_ms / 1000), 6);
  });

  it('is the same twice for a seed, and another for another', async () => {
    const first = await hashOfDrive(7);
    expect(await hashOfDrive(7)).toBe(first);
    expect(await hashOfDrive(8)).not.toBe(first);
  });

  it('ends when it is closed', async () => {
    const here = world({ limit_s: 1000 });
    here.onFrame(async (frame) => {
      if (frame.sequence === 3) await here.close();
    });
    await here.start();
    expect(here.simulatedSeconds()).toBeLessThan(0.2);
    await here.close();
  });

  it('counts wall contacts', async () => {
    const here = world({ limit_s: 1 });
    here.command({ v_mps: 8, w_radps: -1.5 });
    await here.start();
    expect(here.contacts().events).toBeGreaterThan(0);
    expect(here.contacts().seconds).toBeGreaterThan(0);
  });

  it('fails when its brain does', async () => {
    const here = world();
    here.onFrame(() => Promise.reject(new Error('the brain broke')));
    await expect(here.start()).rejects.toThrow('the brain broke');
  });
});
