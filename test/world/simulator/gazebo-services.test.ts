import type { Services } from '../../../src/messages/index';
import { offerGazeboServices } from '../../../src/world/simulator/gazebo-services';
import { Simulation } from '../../../src/world/simulator/simulation';
import { ring } from '../../circuit/ring';
import { twoNodes } from '../ros/support/graph';

const POSE = { position: { x: 1, y: 2, z: 0 }, orientation: { x: 0, y: 0, z: 1, w: 0 } };
const TWIST = { linear: { x: 9, y: 0, z: 0 }, angular: { x: 0, y: 0, z: 1 } };

const TYPES = {
  pause_physics: 'std_srvs/Empty',
  unpause_physics: 'std_srvs/Empty',
  reset_world: 'std_srvs/Empty',
  reset_simulation: 'std_srvs/Empty',
  get_model_state: 'gazebo_msgs/GetModelState',
  set_model_state: 'gazebo_msgs/SetModelState',
  get_world_properties: 'gazebo_msgs/GetWorldProperties',
} as const;

/** The services as another node meets them. */
async function offered() {
  const { graph, node, gazebo } = await twoNodes();
  const simulation = new Simulation(ring(20), 'forward');
  const events: string[] = [];
  offerGazeboServices(gazebo, {
    simulation,
    circuitName: 'ring',
    pause: () => events.push('pause'),
    unpause: () => events.push('unpause'),
    timeWasReset: () => events.push('reset'),
  });
  const call = <N extends keyof typeof TYPES>(
    name: N,
    request: Services[(typeof TYPES)[N]]['request'] = {} as never,
  ) => node.callService(`/gazebo/${name}`, TYPES[name], request);
  const run = (ms: number) => {
    for (let i = 0; i < ms; i++) simulation.step();
  };
  return { graph, node, simulation, events, call, run };
}

describe('Gazebo’s services', () => {
  it('pause and let go on', async () => {
    const { call, events } = await offered();
    expect(await call('pause_physics')).toEqual({});
    await call('unpause_physics');
    expect(events).toEqual(['pause', 'unpause']);
  });

  it('reset_world sets the car back but neither stops it nor the time', async () => {
    const { call, simulation, run } = await offered();
    simulation.car.command({ v_mps: 4, w_radps: 0 });
    run(500);
    await call('reset_world');
    expect(simulation.car.y_m).toBeCloseTo(0, 6);
    expect(simulation.time_ms).toBe(500);
    run(250);
    expect(simulation.car.y_m).toBeCloseTo(1, 2);
  });

  it('reset_simulation sets time back and silences the odometry until its old value', async () => {
    const { call, simulation, run, events } = await offered();
    simulation.due();
    for (let i = 0; i < 120; i++) {
      simulation.step();
      simulation.due();
    }
    await call('reset_simulation');
    expect(events).toEqual(['reset']);
    expect(simulation.time_ms).toBe(0);
    expect(simulation.due()).toMatchObject({ frames: [{ time_ms: 0 }], odometry: false });
    run(152);
    expect(simulation.due().odometry).toBe(false);
    run(1);
    expect(simulation.due().odometry).toBe(true);
  });

  it('get_model_state tells pose and velocities in the world', async () => {
    const { call, simulation, run } = await offered();
    simulation.car.command({ v_mps: 4, w_radps: 0.2 });
    run(10);
    const state = await call('get_model_state', { model_name: 'f1_renault', relative_entity_name: 'world' });
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
  ])('get_model_state of %s in %s says why not', async (model_name, relative_entity_name, expected) => {
    const { call } = await offered();
    const state = await call('get_model_state', { model_name, relative_entity_name });
    expect(state.success).toBe(false);
    expect(state.status_message).toContain(expected);
    // Gazebo leaves the message as it was made: not even a rotation is in it.
    expect(state.pose.orientation).toEqual({ x: 0, y: 0, z: 0, w: 0 });
  });

  it('set_model_state moves the car, which keeps its command and loses the twist', async () => {
    const { call, simulation, run } = await offered();
    const state = { model_name: 'f1_renault', reference_frame: '', pose: POSE, twist: TWIST };
    expect(await call('set_model_state', { model_state: state })).toMatchObject({ success: true });
    expect(simulation.car).toMatchObject({ x_m: 1, y_m: 2 });
    expect(Math.abs(simulation.car.yaw_rad)).toBeCloseTo(Math.PI, 6);
    run(100);
    expect(simulation.car).toMatchObject({ x_m: 1, y_m: 2, v_mps: 0 });
  });

  it('set_model_state refuses what is no pose', async () => {
    const { call, simulation } = await offered();
    const state = {
      model_name: 'f1_renault',
      reference_frame: '',
      pose: { ...POSE, orientation: { x: 0, y: 0, z: 0, w: 0 } },
      twist: TWIST,
    };
    expect((await call('set_model_state', { model_state: state })).success).toBe(false);
    const lost = { ...state, pose: { ...POSE, position: { x: Number.NaN, y: 0, z: 0 } } };
    expect((await call('set_model_state', { model_state: lost })).success).toBe(false);
    expect(simulation.car.x_m).toBeCloseTo(20, 6);
  });

  it('set_model_state moves the car as a topic too', async () => {
    const { graph, node, simulation } = await offered();
    const topic = node.advertise('/gazebo/set_model_state', 'gazebo_msgs/ModelState');
    await graph.settled();
    topic.publish({ model_name: 'f1_renault', reference_frame: 'world', pose: POSE, twist: TWIST });
    await graph.settled();
    expect(simulation.car).toMatchObject({ x_m: 1, y_m: 2 });
  });

  it('get_world_properties names the car', async () => {
    const { call, run } = await offered();
    run(1500);
    expect(await call('get_world_properties')).toMatchObject({
      sim_time: 1.5,
      model_names: ['ring', 'f1_renault'],
      success: true,
    });
  });
});
