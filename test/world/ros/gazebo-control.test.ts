import type { RosNode } from '../../../src/ros/transport';
import type { Command, Pose } from '../../../src/types';
import { GazeboControl } from '../../../src/world/ros/gazebo-control';
import { offerGazeboServices } from '../../../src/world/simulator/gazebo-services';
import { Simulation } from '../../../src/world/simulator/simulation';
import { ring } from '../../circuit/ring';

type Handler = (request: unknown) => unknown;

interface Given {
  /** Services that this simulator lacks. */
  readonly lacks?: readonly string[];
  /** Services that are offered from the third call on. */
  readonly late?: readonly string[];
  /** Names of the models, in place of the world's own; all but the car stand at its place, turned. */
  readonly names?: readonly string[];
  readonly car?: string;
  readonly remapped?: string;
  /** Called with every call of a service. */
  readonly onCall?: () => void;
  /** Nobody listens to the commands. */
  readonly deaf?: boolean;
}

/** The built-in world's services without a master between: time goes on by 10 ms with whatever happens. */
function simulator({
  lacks = [],
  late = [],
  names,
  car = 'f1_renault',
  remapped,
  onCall,
  deaf = false,
}: Given = {}) {
  const services = new Map<string, Handler>();
  const happened: string[] = [];
  const warnings: string[] = [];
  const simulation = new Simulation(ring(20), 'forward');
  let paused = false;
  let asked = 0;
  let newest: Pose | null = null;
  offerGazeboServices(
    {
      advertiseService: (name: string, _type: string, handler: Handler) => services.set(name, handler),
      subscribe: () => {},
    } as unknown as RosNode,
    {
      simulation,
      circuitName: 'ring',
      pause: () => {
        paused = true;
      },
      unpause: () => {
        paused = false;
      },
      timeWasReset: () => {},
    },
  );
  const live = () => {
    for (let i = 0; i < 10 && !paused; i++) simulation.step();
    const { x_m, y_m, yaw_rad, v_mps, w_radps } = simulation.car;
    const sim_s = simulation.time_ms / 1000;
    if (!paused) newest = { x_m, y_m, yaw_rad, v_mps, w_radps, sim_s, arrival_ms: performance.now() };
  };
  const called = (name: string, request: object): unknown => {
    live();
    onCall?.();
    const service = name.replace(remapped ?? '/gazebo', '');
    if (lacks.includes(service.slice(1))) throw new Error(`${name} is not there`);
    if (late.includes(service.slice(1)) && ++asked < 3) throw new Error('ROS XMLRPC Error: no provider');
    if (!/get_/.test(service)) happened.push(service);
    if (service === '/get_world_properties' && names) {
      return { sim_time: simulation.time_ms / 1000, model_names: names, success: true };
    }
    if (service === '/get_model_state') {
      const { model_name } = request as { model_name: string };
      if (names && model_name !== car) {
        const orientation = { x: 0, y: 0, z: 0, w: 1 };
        const pose = { position: { x: 20, y: 0, z: 0 }, orientation };
        const still = { x: 0, y: 0, z: 0 };
        return { pose, twist: { linear: still, angular: still }, success: true };
      }
      const known = model_name === car ? { ...request, model_name: 'f1_renault' } : request;
      return services.get(`/gazebo${service}`)!(known);
    }
    if (service === '/set_model_state') {
      const { model_state } = request as { model_state: { model_name: string } };
      happened.push(model_state.model_name);
      return services.get(`/gazebo${service}`)!({
        model_state: { ...model_state, model_name: 'f1_renault' },
      });
    }
    return services.get(`/gazebo${service}`)!(request);
  };
  const control = new GazeboControl({
    patience_ms: 300,
    node: {
      remapped: () => remapped ?? null,
      callService: async (name: string, _type: string, request: unknown) => called(name, request as object),
    } as unknown as RosNode,
    world: {
      topics: { camera: '/camera', odometry: '/odom', command: '/cmd_vel', clock: '/clock' },
      commandSubscribers: deaf ? 0 : 1,
      get newestPose() {
        live();
        return newest;
      },
      simulatedSeconds: () => simulation.time_ms / 1000,
      command: ({ v_mps, w_radps }: Command) => {
        if (deaf) return;
        if (happened.at(-1) !== 'zero') happened.push(v_mps === 0 && w_radps === 0 ? 'zero' : 'drive');
        simulation.car.command({ v_mps, w_radps });
        live();
      },
    },
    log: { warn: (line) => warnings.push(line) },
  });
  const drive = (command: Command) => {
    simulation.car.command(command);
    live();
  };
  const pause = () => {
    paused = true;
  };
  return { control, simulation, happened, warnings, drive, pause, isPaused: () => paused };
}

const START = { x_m: 0, y_m: 20, yaw_rad: Math.PI };

describe('the control of a Gazebo world', () => {
  it('stops a driving car before it resets the world, and never resets the simulation', async () => {
    const { control, simulation, happened, drive } = simulator();
    drive({ v_mps: 5, w_radps: 0.25 });
    const place = await control.reset();
    expect(happened).toEqual(['zero', '/reset_world']);
    expect(place).toMatchObject({ x_m: expect.closeTo(20, 3), y_m: expect.closeTo(0, 3) });
    await control.seenAt(place);
    expect(simulation.car.v_mps).toBe(0);
  });

  it('sets a driving car down where it is asked to, standing', async () => {
    const { control, simulation, happened, drive } = simulator();
    drive({ v_mps: 5, w_radps: 0.25 });
    await control.place(START);
    await control.seenAt(START);
    expect(happened).toEqual(['zero', '/set_model_state', 'f1_renault']);
    expect(simulation.car).toMatchObject({ x_m: 0, y_m: 20, v_mps: 0 });
    expect(Math.abs(simulation.car.yaw_rad)).toBeCloseTo(Math.PI, 6);
  });

  it('lets a paused world go on, and leaves one alone that does', async () => {
    const { control, happened, pause, isPaused } = simulator();
    await control.begin();
    expect(happened).toEqual([]);
    pause();
    await control.place(START);
    await control.begin();
    expect(isPaused()).toBe(false);
    await control.seenAt(START);
  });

  it('leaves a world alone that goes on, though it answers late', async () => {
    const now = performance.now.bind(performance);
    let late_ms = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => now() + late_ms);
    const onCall = () => {
      late_ms += 1000;
    };
    const { control, happened } = simulator({ onCall });
    await control.begin();
    clock.mockRestore();
    expect(happened).toEqual([]);
  });

  it.each([true, false])(
    'finishes with the car standing, and pauses when it is told to: %s',
    async (pause) => {
      const { control, simulation, happened, drive, isPaused } = simulator();
      drive({ v_mps: 5, w_radps: 0 });
      await control.finish({ pause });
      expect(simulation.car.v_mps).toBe(0);
      expect(happened).toEqual(pause ? ['zero', '/pause_physics'] : ['zero']);
      expect(isPaused()).toBe(pause);
    },
  );

  it('waits a little for a service that comes after the odometry', async () => {
    const { control, happened } = simulator({ late: ['reset_world'] });
    await control.reset();
    expect(happened).toEqual(['zero', '/reset_world']);
  });

  it('finds services in another namespace', async () => {
    const { control, happened } = simulator({ remapped: '/sim2/gazebo' });
    await control.reset();
    expect(happened).toEqual(['zero', '/reset_world']);
  });
});

describe('which model is the car', () => {
  const placed = async (given: Given) => {
    const { control, happened } = simulator(given);
    await control.place(START);
    return happened.at(-1);
  };

  it.each([
    [['ring', 'f1_no_wall'], 'f1_no_wall'],
    [['Renault', 'ground_plane'], 'Renault'],
  ])('is told by its name among %j', async (names, car) => {
    expect(await placed({ names, car })).toBe(car);
  });

  it.each([
    ['several have such a name', ['other', 'f1_a', 'f1_renault'], 'f1_a'],
    ['none has such a name', ['other', 'racer', 'ground_plane'], 'racer'],
  ])('is told by the odometry where %s', async (_where, names, car) => {
    expect(await placed({ names, car })).toBe(car);
  });

  it('is said to be unknown where nothing tells', async () => {
    await expect(placed({ names: ['ground_plane', 'other'], car: 'racer' })).rejects.toThrow(
      'cannot tell which model is the car: the world has the models ground_plane, other, and none is ' +
        'where odometry shows the car; name it f1_renault',
    );
  });
});

describe('another simulator', () => {
  it.each([
    ['reset_world', 'reset', 'the world cannot be reset: /gazebo/reset_world is not there'],
    [
      'set_model_state',
      'place',
      'the car cannot be moved to its start pose: /gazebo/set_model_state is not there',
    ],
  ] as const)('without %s is told in one line', async (service, action, complaint) => {
    const { control } = simulator({ lacks: [service] });
    await expect(control[action](START)).rejects.toThrow(complaint);
  });

  it('that cannot be asked for states is watched by its odometry', async () => {
    const { control, simulation, drive } = simulator({ lacks: ['get_model_state', 'get_world_properties'] });
    drive({ v_mps: 5, w_radps: 0 });
    await control.place(START);
    await control.seenAt(START);
    expect(simulation.car).toMatchObject({ x_m: 0, y_m: 20, v_mps: 0 });
  });

  it('that cannot be paused is left going on with the car standing, and a line', async () => {
    const { control, simulation, warnings, drive } = simulator({ lacks: ['pause_physics'] });
    drive({ v_mps: 5, w_radps: 0 });
    await control.finish({ pause: true });
    expect(simulation.car.v_mps).toBe(0);
    expect(warnings).toEqual(['physics cannot be paused: /gazebo/pause_physics is not there']);
  });

  it('whose car does not hear is told so', async () => {
    const { control } = simulator({ deaf: true });
    await expect(control.reset()).rejects.toThrow('the car cannot be stopped: nobody subscribes to /cmd_vel');
  });
});
