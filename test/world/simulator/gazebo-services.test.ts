import type { RosNode } from '../../../src/ros/transport';
import { offerGazeboServices } from '../../../src/world/simulator/gazebo-services';
import { Simulation } from '../../../src/world/simulator/simulation';
import { ring } from '../../circuit/ring';

type Call = (request: unknown) => Record<string, unknown>;

const POSE = { position: { x: 1, y: 2, z: 0 }, orientation: { x: 0, y: 0, z: 1, w: 0 } };
const TWIST = { linear: { x: 9, y: 0, z: 0 }, angular: { x: 0, y: 0, z: 1 } };

/** The services as a caller meets them, without a master between. */
function offered() {
  const services = new Map<string, Call>();
  const topics = new Map<string, (message: unknown) => void>();
  const node = {
    advertiseService: (name: string, _type: string, handler: Call) => services.set(name, handler),
    subscribe: (name: string, _type: string, listener: (message: unknown) => void) =>
      topics.set(name, listener),
  } as unknown as RosNode;
  const simulation = new Simulation(ring(20), 'forward');
  const events: string[] = [];
  offerGazeboServices(node, {
    simulation,
    circuitName: 'ring',
    pause: () => events.push('pause'),
    unpause: () => events.push('unpause'),
    timeWasReset: () => events.push('reset'),
  });
  const call = (name: string, request: unknown = {}) => services.get(`/gazebo/${name}`)!(request);
  const run = (ms: number) => {
    for (let i = 0; i < ms; i++) simulation.step();
  };
  return { simulation, events, call, run, topics };
}

describe('Gazebo’s services', () => {
  it('pause and let go on', () => {
    const { call, events } = offered();
    expect(call('pause_physics')).toEqual({});
    call('unpause_physics');
    expect(events).toEqual(['pause', 'unpause']);
  });

  it('reset_world sets the car back but neither stops it nor the time', () => {
    const { call, simulation, run } = offered();
    simulation.car.command({ v_mps: 4, w_radps: 0 });
    run(500);
    call('reset_world');
    expect(simulation.car.y_m).toBeCloseTo(0, 6);
    expect(simulation.time_ms).toBe(500);
    run(250);
    expect(simulation.car.y_m).toBeCloseTo(1, 2);
  });

  it('reset_simulation sets time back and silences the odometry until its old value', () => {
    const { call, simulation, run, events } = offered();
    simulation.due();
    for (let i = 0; i < 120; i++) {
      simulation.step();
      simulation.due();
    }
    call('reset_simulation');
    expect(events).toEqual(['reset']);
    expect(simulation.time_ms).toBe(0);
    expect(simulation.due()).toEqual({ camera: true, odometry: false });
    run(152);
    expect(simulation.due().odometry).toBe(false);
    run(1);
    expect(simulation.due().odometry).toBe(true);
  });

  it('get_model_state tells pose and velocities in the world', () => {
    const { call, simulation, run } = offered();
    simulation.car.command({ v_mps: 4, w_radps: 0.2 });
    run(10);
    const state = call('get_model_state', { model_name: 'f1_renault', relative_entity_name: 'world' });
    expect(state).toMatchObject({
      success: true,
      header: { stamp: { sec: 0, nsec: 10_000_000 }, frame_id: 'world' },
      pose: { position: { x: expect.closeTo(20, 2), y: expect.closeTo(0.04, 3), z: 0.0041 } },
      twist: { linear: { x: expect.closeTo(0, 1), y: expect.closeTo(4, 3) }, angular: { z: 0.2 } },
    });
  });

  it.each([
    ['ferrari', 'world', 'model [ferrari] does not exist'],
    ['f1_renault', 'moon', 'reference frame [moon] not found'],
  ])('get_model_state of %s in %s says why not', (model_name, relative_entity_name, expected) => {
    const state = offered().call('get_model_state', { model_name, relative_entity_name });
    expect(state.success).toBe(false);
    expect(state.status_message).toContain(expected);
  });

  it('set_model_state moves the car, which keeps its command and loses the twist', () => {
    const { call, simulation, run } = offered();
    const state = { model_name: 'f1_renault', reference_frame: '', pose: POSE, twist: TWIST };
    expect(call('set_model_state', { model_state: state })).toMatchObject({ success: true });
    expect(simulation.car).toMatchObject({ x_m: 1, y_m: 2 });
    expect(Math.abs(simulation.car.yaw_rad)).toBeCloseTo(Math.PI, 6);
    run(100);
    expect(simulation.car).toMatchObject({ x_m: 1, y_m: 2, v_mps: 0 });
  });

  it('set_model_state refuses what is no pose', () => {
    const { call, simulation } = offered();
    const state = {
      model_name: 'f1_renault',
      reference_frame: '',
      pose: { ...POSE, orientation: { x: 0, y: 0, z: 0, w: 0 } },
      twist: TWIST,
    };
    expect(call('set_model_state', { model_state: state }).success).toBe(false);
    const lost = { ...state, pose: { ...POSE, position: { x: Number.NaN, y: 0, z: 0 } } };
    expect(call('set_model_state', { model_state: lost }).success).toBe(false);
    expect(simulation.car.x_m).toBeCloseTo(20, 6);
  });

  it('get_world_properties names the car', () => {
    const { call, run } = offered();
    run(1500);
    expect(call('get_world_properties')).toMatchObject({
      sim_time: 1.5,
      model_names: ['ring', 'f1_renault'],
      success: true,
    });
  });
});
