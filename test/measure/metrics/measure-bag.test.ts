import { loadCircuit } from '../../../src/circuit/load';
import { messageOf } from '../../../src/errors';
import { buildExperimentMetrics } from '../../../src/measure/metrics/experiment-metrics';
import { measureBag } from '../../../src/measure/metrics/measure-bag';
import { beside, DriveBag, odometryOf, rosTime } from '../../helpers/drive-bag';
import { decisionOf } from './circle';
import { circuit, drive, folder, measure, reasonsOf } from './drive-bags';

describe('A bag of rosbag record', () => {
  it('gives distances, times and deviations for every lap', async () => {
    const m = await measure(drive(new DriveBag(), { distance_m: 900, lateral_m: () => 0.2 }));
    expect(m.metrics.laps_completed).toBe(2);
    expect(m.metrics.lap_times_s).toHaveLength(2);
    expect(m.metrics.lap_times_s[0]).toBeCloseTo(circuit.length_m / 10, 3);
    expect(m.metrics.position_deviation_mean_m).toBeCloseTo(0.2, 6);
    expect(m.metrics.position_deviation_signed_mean_m).toBeCloseTo(0.2, 6);
    expect(m.metrics.average_speed_mps).toBeCloseTo(10, 1);
    expect(m.behaviorMetrics.metrics.completed_distance).toBeCloseTo(m.metrics.completed_distance_m!, 9);
    expect(m.identity).toMatchObject({ circuit: 'simple_circuit', direction: 'forward', brain: null });
  });

  it('gives the same in whatever order its file has the messages', async () => {
    const steps = Array.from({ length: 900 }, (_, i) => i);
    const pose = (bag: DriveBag, i: number) => bag.pose(beside(circuit, i / 2, 0.2), 10 + i / 20);
    const orders = {
      ordered: steps,
      backwards: [...steps].reverse(),
      shuffled: steps.map((i) => (i * 379) % 900),
      blocks: [...steps.slice(600), ...steps.slice(200, 600), ...steps.slice(0, 200)],
    };
    const [expected, ...others] = await Promise.all(
      Object.values(orders).map(async (order) => {
        const bag = new DriveBag({ chunk_bytes: 20_000 });
        for (const i of order) pose(bag, i);
        return (await measure(bag, { laps: 1 })).metrics;
      }),
    );
    expect(expected).toMatchObject({
      completed: true,
      lap_times_s: [expect.closeTo(circuit.length_m / 10, 3)],
    });
    for (const other of others) expect(other).toEqual(expected);
  });

  it('in reverse is detected, with left as seen from the car', async () => {
    const m = await measure(drive(new DriveBag(), { forward: false, lateral_m: () => 0.2 }));
    expect(m.metrics).toMatchObject({ direction: 'reverse', laps_completed: 1 });
    expect(m.metrics.position_deviation_mean_m).toBeCloseTo(0.2, 6);
    expect(m.metrics.position_deviation_signed_mean_m).toBeCloseTo(-0.2, 6);
  });

  it('gives the smoothness of the command topic if there are no decisions', async () => {
    const bag = drive(new DriveBag(), { distance_m: 20 });
    for (let i = 0; i < 50; i++) bag.clock(20 + i / 20).command(6.5 + (i % 2) * 17.5, 0, 20 + i / 20);
    const m = await measure(bag);
    expect(m.metrics.command_suddenness).toBeCloseTo(1, 12);
    // The speed goes 17.5 m/s up and down within 0.05 s.
    expect(m.metrics.command_jerk_v_mean_mps3).toBeCloseTo((2 * 17.5) / 0.05 ** 2, 0);
    expect(reasonsOf(m, 'command_suddenness').at(-1)).toContain('/F1ROS/cmd_vel');
  });

  it('in which the car was reset counts no metre of the jump, whatever speed the odometry reports', async () => {
    const bag = drive(new DriveBag(), { distance_m: 51 });
    bag.pose({ ...beside(circuit, 0, 0), v_mps: 864 }, 15.15);
    drive(bag, { distance_m: 440, from_s: 15.2 });
    const m = await measure(bag, { laps: 1, series: true });
    expect(m.metrics).toMatchObject({
      completed: true,
      car_set_elsewhere: 1,
      off_track_events: 0,
      crash: null,
    });
    expect(m.metrics.completed_distance_m).toBeCloseTo(51 + circuit.length_m, 0);
    expect(m.behaviorMetrics.corrected.completed_distance).toBeCloseTo(51 + 440, 0);
    expect(Math.max(...m.series!.trace.map(({ v_mps }) => v_mps))).toBe(10);
    expect(m.series!.trace.filter(({ breaks }) => breaks)).toHaveLength(1);
  });

  it('with a reset of a few metres is judged by its commands', async () => {
    const bag = new DriveBag();
    drive(bag.command(6, 0, 9.9), { distance_m: 30 });
    drive(bag, { distance_m: 30, from_m: 27, from_s: 13.05 });
    const m = await measure(bag);
    expect(m.metrics.car_set_elsewhere).toBe(1);
    expect(m.metrics.completed_distance_m).toBeCloseTo(60, 0);
  });

  it('is measured on the requested topics', async () => {
    const bag = new DriveBag();
    for (let i = 0; i < 100; i++) {
      const time_s = 5 + i / 20;
      bag.clock(time_s, '/sim/clock');
      for (const [topic, lateral_m] of [['/red/odom', 0.1] as const, ['/blue/odom', 0.3] as const]) {
        bag.odometry(odometryOf(beside(circuit, i / 2, lateral_m), rosTime(time_s)), time_s, topic);
      }
    }
    const m = await measure(bag, { topics: { odometry: '/blue/odom' } });
    expect(m.metrics.position_deviation_mean_m).toBeCloseTo(0.3, 6);
    expect(m.metrics.simulated_seconds).toBeCloseTo(4.95, 6);
  });

  it('keeps the driven path for charts in bounded memory', async () => {
    const m = await measure(drive(new DriveBag(), { distance_m: 4000, lateral_m: () => 0.1 }), {
      series: true,
    });
    const { trace, line, direction } = m.series!;
    expect(trace.length).toBeGreaterThan(1000);
    expect(trace.length).toBeLessThanOrEqual(4096);
    expect(trace.at(-1)!.distance_m).toBeCloseTo(4000, -2);
    expect(trace.every(({ deviation_m }) => Math.abs(deviation_m! - 0.1) < 1e-6)).toBe(true);
    expect([line, direction]).toEqual([circuit, 'forward']);
  });
});

describe('A crash', () => {
  it('limits the deviation to the part before it', async () => {
    const lateral_m = (distance_m: number) => (distance_m < 100 ? 0.1 : 0.1 + (distance_m - 100) / 10);
    const m = await measure(drive(new DriveBag(), { distance_m: 150, lateral_m }));
    expect(m.metrics.position_deviation_mean_m).toBeNull();
    expect(m.metrics.position_deviation_until_crash_mean_m).toBeCloseTo(0.16, 1);
    expect(m.metrics.position_deviation_until_crash_max_m).toBeLessThan(1.6);
    expect(m.metrics.crash).toMatchObject({ kind: 'left_track', side: 'left' });
    expect(m.metrics).toMatchObject({ off_track_events: 1, wall_contact_events: 1 });
    expect(reasonsOf(m, 'position_deviation_mean_m')[0]).toMatch(/left the track to the left at 21\.\d+ s/);
  });

  it('is also a wall at which the car gets stuck', async () => {
    const bag = drive(new DriveBag(), {
      distance_m: 100,
      lateral_m: (distance_m) => (distance_m > 99 ? 1.37 : 0.05),
    });
    for (let i = 0; i < 100; i++) bag.pose(beside(circuit, 100, 1.37, true, 0), 20.1 + i / 20);
    const m = await measure(bag);
    expect(m.metrics.crash).toMatchObject({ kind: 'hit_wall', side: 'left' });
    expect(m.metrics.position_deviation_mean_m).toBeNull();
    expect(m.metrics.position_deviation_until_crash_max_m).toBeCloseTo(0.05, 6);
    expect(m.behaviorMetrics.metrics.position_deviation_mae).not.toBeNull();
    expect(m.behaviorMetrics.corrected).toMatchObject({
      position_deviation_mae: null,
      position_deviation_total_err: null,
    });
    expect(m.behaviorMetrics.notes).toContainEqual({
      figure: 'position_deviation_mae',
      reason: expect.stringMatching(/hit the left wall .*no corrected metric/),
    });
  });

  it('is not a wall that the car only grazes', async () => {
    const lateral_m = (distance_m: number) => (distance_m > 50 && distance_m < 55 ? 1.37 : 0.05);
    const m = await measure(drive(new DriveBag(), { lateral_m }));
    expect(m.metrics).toMatchObject({ crash: null, wall_contact_events: 1, off_track_events: 0 });
    expect(m.metrics.wall_contact_first[0]).toMatchObject({ side: 'left' });
    expect(m.metrics.position_deviation_mean_m).not.toBeNull();
  });
});

test('a line built from a recorded lap has unknown walls', async () => {
  const lap = folder.write(drive(new DriveBag(), { distance_m: 429 }).bytes(), 'lap.bag');
  const bytes = drive(new DriveBag(), { distance_m: 100, lateral_m: () => 1.4 }).bytes();
  const byLap = await measureBag(folder.write(bytes), { perfectLap: lap });
  const byCircuit = await measureBag(folder.write(bytes), { circuit: await loadCircuit(lap) });
  for (const { metrics } of [byLap, byCircuit]) {
    expect(metrics).toMatchObject({ wall_contact_events: null, off_track_events: 0 });
    expect(metrics.position_deviation_mean_m).toBeCloseTo(1.4, 1);
  }
});

describe('The metadata of a bag', () => {
  it('names the circuit, with the walls of its world', async () => {
    const bag = drive(new DriveBag()).text('/metadata', { world: 'worlds/simple_circuit_no_wall.launch' });
    const m = await measureBag(folder.write(bag.bytes()));
    expect(m.identity).toMatchObject({ circuit: 'simple_circuit_no_wall', direction: 'forward' });
    expect(m.perfectLap).toBe('line of circuit simple_circuit_no_wall');
    expect(m.metrics.wall_contact_events).toBe(0);
  });

  it("has JdeRobot's short names of worlds, which runs are grouped under by the circuit's", async () => {
    const bag = new DriveBag().text('/metadata', { world: '/opt/gazebo/launch/montmelo_no_red_line.launch' });
    bag.pose({ x_m: 27.18, y_m: -31.55, yaw_rad: -3.12, v_mps: 0 }, 1);
    const { identity, perfectLap } = await measureBag(folder.write(bag.bytes()));
    expect(identity.circuit).toBe('montmelo_line_no_red_line');
    expect(perfectLap).toBe('line of circuit montmelo_line_no_red_line');
  });

  it('never opens a file, even if it names a circuit that is not built in', async () => {
    const bag = drive(new DriveBag(), { distance_m: 50 }).text('/metadata', { world: '/etc/passwd.yml' });
    const m = await measureBag(folder.write(bag.bytes()));
    expect(m.metrics.position_deviation_mean_m).toBeNull();
    expect(reasonsOf(m, null).join()).toContain('passwd, which is not a built-in circuit');
  });

  it('may be invalid', async () => {
    for (const content of ['', '{', '[1]', '"text"', '{"f1_brain": 3, "world": [1]}', 'null']) {
      const m = await measure(drive(new DriveBag(), { distance_m: 20 }).text('/metadata', content));
      expect(m.metrics.completed_distance_m).toBeCloseTo(20, 1);
    }
  });
});

describe('The recorded statistics', () => {
  const statistics = '{"completed_distance": 500.0, "mean_inference_time": 0.0047, "frame_rate": NaN}';

  it('are adopted where they cannot be computed, and noted where they differ', async () => {
    const m = await measure(drive(new DriveBag()).text('/experiment_metrics', statistics));
    expect(buildExperimentMetrics(m)).toMatchObject({
      completed_distance: expect.closeTo(440, 0),
      mean_inference_time: null,
      recorded: { mean_inference_time: 0.0047 },
    });
    expect(reasonsOf(m, 'completed_distance')[0]).toContain('the recorded statistics say 500');
  });
});

test('a requested direction opposite to the driven one is noted', async () => {
  const m = await measure(drive(new DriveBag()), { direction: 'reverse' });
  expect(reasonsOf(m, 'percentage_completed')).toEqual(['driven forward; --direction says reverse']);
});

test('a bag without camera frames counts them by its decisions', async () => {
  const bag = drive(new DriveBag(), { distance_m: 60 });
  for (let i = 0; i < 60; i++) bag.decision(decisionOf(2 * i), 10 + i / 10);
  expect((await measure(bag)).behaviorMetrics.metrics.frame_rate).toBeCloseTo(119 / 6, 6);
});

test('recorded statistics against another perfect lap are ignored', async () => {
  const own = {
    perfect_lap: 'other.bag',
    position_deviation_mae: 1.0871382427678662,
    completed_distance: 400.123456789,
  };
  const m = await measure(drive(new DriveBag()).text('/experiment_metrics', own));
  expect(reasonsOf(m, 'position_deviation_mae')).toEqual([]);
  expect(reasonsOf(m, 'completed_distance')[0]).toMatch(/say 400\.123, the messages give \d+\.\d{1,3}$/);
});

test('recorded statistics that are not JSON are ignored with a note', async () => {
  const m = await measure(
    drive(new DriveBag(), { distance_m: 20 }).text('/experiment_metrics', 'not json {'),
  );
  expect(reasonsOf(m, null)).toContain('/experiment_metrics contains no JSON object and was ignored');
});

test('the camera’s timing of a built-in world is part of who drove, however odd its metadata', async () => {
  const timed = async (camera_timing: unknown) => {
    const bag = drive(new DriveBag(), { distance_m: 20 });
    return (await measure(bag.text('/metadata', { f1_brain: { camera_timing } }, 12))).identity.camera_timing;
  };
  const timing = {
    rate_hz: 10,
    jitter_ms: 50,
    latency_ms: 100,
    frame_drop: 0.1,
    stalls: [{ at_s: 10, duration_s: 1 }],
    file: null,
  };
  expect(await timed(timing)).toEqual(timing);
  expect(await timed({ rate_hz: 'fast', stalls: [null, 3, { at_s: 1 }], file: 7 })).toEqual({
    rate_hz: null,
    jitter_ms: null,
    latency_ms: null,
    frame_drop: null,
    stalls: [],
    file: null,
  });
  expect(await timed('slow')).toBeNull();
});

test('names in a bag hold nothing that a terminal obeys', async () => {
  const odd = '\u001b[31mred\u0000\u009b2J\u202e\n';
  const seen = '\\u001b[31mred\\u0000\\u009b2J\\u202e\\n';
  const bag = drive(new DriveBag(), { distance_m: 20 }).text(`/${odd}`, 'x', 12);
  const f1_brain = { brain: odd, model: odd, provider: odd, world: odd, circuit: odd, image_transform: odd };
  const m = await measure(bag.text('/metadata', { f1_brain }, 12));
  const { brain, model, provider, world, circuit: course, image_transform } = m.identity;
  expect([brain, model, provider, world, course, image_transform]).toEqual(new Array(6).fill(seen));
  expect(m.scan.connections.map(({ topic }) => topic)).toContain(`/${seen}`);

  const robots = new DriveBag();
  for (let i = 0; i < 4; i++) {
    const odometry = odometryOf(beside(circuit, i, 0), rosTime(1 + i), `${odd}${i % 2}`);
    robots.odometry(odometry, 1 + i, '/F1ROS/odom', odd);
  }
  const mixed = await measure(robots).catch(messageOf);
  expect(mixed).toContain(`${seen} (${seen}0) and ${seen} (${seen}1)`);
  expect(mixed).not.toMatch(/\p{Cc}/u);
});

test('in lockstep the cycle is measured in simulated time', async () => {
  const metadata = { f1_brain: { world: 'lockstep', circuit: 'simple_circuit', cycle_ms: 50 } };
  const m = await measure(drive(new DriveBag(), { distance_m: 20 }).text('/metadata', metadata));
  expect(m.behaviorMetrics.corrected.target_brain_iterations_simulated_time).toBe(20);
});

describe('The reasons in a bag of f1-brain', () => {
  it('depend on its cycle, brain and world', async () => {
    const bag = drive(new DriveBag(), { distance_m: 60 });
    for (let i = 0; i < 30; i++) bag.decision(decisionOf(i, { inference_ms: null }), 20 + i / 20);
    bag.text('/metadata', { f1_brain: { world: 'lockstep', circuit: 'simple_circuit', cycle_ms: 0 } });
    const { notes } = (await measure(bag)).behaviorMetrics;
    const reasonOf = (key: string) => notes.find(({ figure }) => figure === key)?.reason;
    expect(reasonOf('target_brain_iterations_real_time')).toMatch(/^every frame is answered/);
    expect(reasonOf('gpu_inference')).toBe('the brain has no network');
    expect(reasonOf('real_time_update_rate')).toMatch(/^in lockstep/);
  });
});

test('a simulator restarted under another name is still one robot', async () => {
  const bag = new DriveBag();
  for (const [name, from_s] of [['/gazebo_1', 0] as const, ['/gazebo_2', 100] as const]) {
    for (let i = 0; i < 50; i++) {
      const stamp = rosTime(from_s + i / 20);
      bag.odometry(odometryOf(beside(circuit, i / 2, 0), stamp), from_s + i / 20, '/F1ROS/odom', name);
    }
  }
  expect((await measure(bag)).metrics.completed_distance_m).toBeGreaterThan(49);
});

test('the JSON of a measurement is valid and complete', async () => {
  const bag = drive(new DriveBag(), { distance_m: 60 });
  for (let i = 0; i < 30; i++) bag.decision(decisionOf(i), 20 + i / 20);
  const object = buildExperimentMetrics(await measure(bag));
  expect(JSON.parse(JSON.stringify(object))).toEqual(object);
  expect(object).toMatchObject({
    completed_distance: expect.any(Number),
    behavior_metrics_corrected: { average_speed_moving: expect.any(Number) },
    perfect_lap: 'line of circuit simple_circuit',
    f1_brain: {
      brain: 'test brain',
      decisions: 30,
      laps: null,
      position_deviation_mean_m: expect.any(Number),
    },
    recorded: {},
    notes: expect.arrayContaining([
      { of: 'f1_brain', figure: 'lap_seconds', reason: 'no lap was completed' },
    ]),
    bag: { indexed: true, damage: [], topics: ['/F1ROS/odom', '/clock', '/f1_brain/decision'] },
  });
});
