import type { Problems } from './problems';
import type { Section } from './section';
import { complaintOfTopic, F1_TOPICS, type Topics } from './topics';

/** The car whose topics are those of devices that a file does not name. */
export interface CarOfDevices {
  readonly topics: Topics;
  /** Whether somebody named it beside the file. Its topics then go before the F1 car's in the file, which most files write
   *  out although they are the default. */
  readonly isGiven: boolean;
}

/** Devices of BehaviorMetrics' files, and the name under which its brains of the F1 car ask for theirs. */
const CAMERA = { group: 'Cameras', name: 'camera_0', keys: ['Name', 'Topic'] } as const;
const POSE = { group: 'Pose3D', name: 'pose3d_0', keys: ['Name', 'Topic'] } as const;
const MOTORS = { group: 'Motors', name: 'motors_0', keys: ['Name', 'Topic', 'MaxV', 'MaxW', 'RL'] } as const;
type DeviceKind = typeof CAMERA | typeof POSE | typeof MOTORS;

/** The topics of `Sensors` and `Actuators`: of one device of each kind, as in BehaviorMetrics' brains. */
export function readTopics(robot: Section, car: CarOfDevices, problems: Problems, remarks: string[]): Topics {
  const sensors = section(robot, 'Sensors', ['Cameras', 'Pose3D', 'Lasers'], problems);
  const actuators = section(robot, 'Actuators', ['Motors'], problems);
  if (keysOf(sensors?.raw('Lasers')).length > 0) remarks.push('Lasers are not used');
  const motors = chosen(actuators, MOTORS, problems, remarks);
  const speeds = (['MaxV', 'MaxW'] as const).map((key) =>
    problems.attempt(() => motors?.optionalNumber(key) ?? null, null),
  );
  if (speeds.some((speed) => speed !== null)) {
    remarks.push(
      'MaxV and MaxW are not enforced, as in BehaviorMetrics; Robot.Limits (v_mps: [min, max], w_radps) is',
    );
  }
  if (motors?.has('RL')) remarks.push('Motors.RL belongs to reinforcement learning and has no effect');
  const camera = chosen(sensors, CAMERA, problems, remarks);
  const pose = chosen(sensors, POSE, problems, remarks);
  const read = (device: Section | null, role: keyof Topics) =>
    problems.attempt(() => topic(device, role, car), car.topics[role]);
  return {
    camera: read(camera, 'camera'),
    odometry: read(pose, 'odometry'),
    command: read(motors, 'command'),
  };
}

function section(parent: Section, key: string, known: readonly string[], problems: Problems): Section | null {
  const found = problems.attempt(() => parent.optionalSection(key), null);
  problems.attempt(() => found?.allow(known), null);
  return found;
}

/** The device that drives, of a group such as Cameras: {Camera_0: {Name, Topic}}: the one that BehaviorMetrics' brains
 *  ask for by its name, otherwise the first. */
function chosen(
  parent: Section | null,
  { group, name, keys }: DeviceKind,
  problems: Problems,
  remarks: string[],
): Section | null {
  const devices = problems.attempt(() => parent?.optionalSection(group) ?? null, null);
  if (devices === null) return null;
  const found = devices.keys.flatMap((key) => {
    const device = problems.attempt(() => devices.section(key), null);
    problems.attempt(() => device?.allow(keys), null);
    return device === null ? [] : [{ key, device }];
  });
  const one = found.find(({ device }) => device.raw('Name') === name) ?? found[0];
  const others = found.filter((other) => other !== one).map(({ key }) => key);
  if (one && others.length > 0)
    remarks.push(
      `${group}: ${one.key} is used, ${others.join(', ')} ${others.length === 1 ? 'is' : 'are'} not`,
    );
  return one?.device ?? null;
}

function topic(device: Section | null, role: keyof Topics, { topics, isGiven }: CarOfDevices): string {
  const name = device?.optionalString('Topic') ?? topics[role];
  const complaint = complaintOfTopic(name);
  if (complaint !== null) throw device!.error('Topic', complaint);
  return isGiven && name === F1_TOPICS[role] ? topics[role] : name;
}

function keysOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}
