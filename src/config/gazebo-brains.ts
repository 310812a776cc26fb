/** What drives in place of one of BehaviorMetrics' Python brains, or why none does. */
export type GazeboBrain =
  | { readonly drivenBy: 'line_follower' | 'network'; readonly remark: string }
  | { readonly drivenBy: null; readonly reason: string };

const EXPLICIT = "is driven by line_follower, f1-brain's own explicit brain";
const ONE_FRAME = "is driven by network, with the model's card for its preprocessing";
const SEQUENCE =
  "is driven by network; the model's card says how many frames it sees and which states it keeps";
const AGENT = 'a reinforcement-learning agent, which f1-brain does not run';
const CLASSES = 'a network that answers with classes instead of velocities, which no model card describes';
const POINTS = 'a network that sees points of the line instead of an image, which no model card describes';

const line = (): GazeboBrain => ({ drivenBy: 'line_follower', remark: EXPLICIT });
const network = (remark: string): GazeboBrain => ({ drivenBy: 'network', remark });
const none = (reason: string): GazeboBrain => ({ drivenBy: null, reason });

/** BehaviorMetrics' brains for the F1 car in Gazebo by file name, those of its earlier versions and branches too. */
const F1_BRAINS: ReadonlyMap<string, GazeboBrain> = new Map([
  ['brain_f1_explicit', line()],
  ['brain_f1_opencv', line()],
  ['brain_f1_torch', network(ONE_FRAME)],
  ['brain_f1_keras', network(ONE_FRAME)],
  ['brain_f1_keras_opencv_dataset', network(ONE_FRAME)],
  ['brain_f1_keras_scripting', network(ONE_FRAME)],
  ['brain_f1_keras_tf_lite', network(ONE_FRAME)],
  ['brain_f1_keras_tensorrt', network(ONE_FRAME)],
  ['brain_f1_torchstacked', network(SEQUENCE)],
  ['brain_f1_torch-lstm', network(SEQUENCE)],
  ['brain_f1_keras-lstm', network(SEQUENCE)],
  ['brain_f1_keras_seq_3', network(SEQUENCE)],
  ['brain_f1_keras_seq_3_opencv_dataset', network(SEQUENCE)],
  ['brain_f1_PilotNetx3', network(SEQUENCE)],
  ['brain_f1_memDCCP', network(SEQUENCE)],
  ['brain_f1_keras_classification', none(CLASSES)],
  ['brain_f1_keras_classification-bw', none(CLASSES)],
  ['brain_f1_keras_preprocessed', none(POINTS)],
  ['brain_f1_keras_preprocessed_lstm', none(POINTS)],
  ['brain_f1_keras_preprocessed_lstm_3_elements', none(POINTS)],
  ['brain_f1_keras_preprocessed_lstm_3_elements-60pts', none(POINTS)],
  ['brain_f1_keras_preprocessed_lstm_5_elements', none(POINTS)],
  ['brain_f1_keras_preprocessed_v_w', none(POINTS)],
  ['brain_f1_follow_line_ddpg', none(AGENT)],
  ['brain_f1_follow_line_dqn', none(AGENT)],
  ['brain_f1_follow_line_ppo', none(AGENT)],
  ['brain_f1_follow_line_qlearn', none(AGENT)],
  ['f1_follow_line_camera_dqn', none(AGENT)],
  ['f1_follow_line_qlearn', none(AGENT)],
  ['f1_follow_line_qlearn_laser', none(AGENT)],
  ['brain_f1_dummy', none('a dummy that follows no line')],
]);

/** Names of the table, without `.py`. */
export const GAZEBO_BRAIN_NAMES: readonly string[] = [...F1_BRAINS.keys()];

/** @param brainPath as a file of BehaviorMetrics names it; its last part decides
 *  @returns null for a brain that is none of BehaviorMetrics' */
export function gazeboBrain(brainPath: string): GazeboBrain | null {
  return F1_BRAINS.get(brainPath.replace(/^.*[/\\]/, '').replace(/\.py$/i, '')) ?? null;
}

/** Robots and simulators of BehaviorMetrics that are not supported, by the spellings of `Type`. */
const OTHERS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^carla$/i, 'the CARLA simulator'],
  [/^drone$/i, 'the drone'],
  [/^turtlebot$/i, 'the TurtleBot'],
  [/^car$/i, 'the car (Opel)'],
  [/^f1rl$/i, 'reinforcement learning'],
];

/** The robot or simulator, other than the F1 car in Gazebo, that a `Type`, folder or name of a brain means; null if unknown. */
export function otherRobot(word: string): string | null {
  return OTHERS.find(([pattern]) => pattern.test(word))?.[1] ?? null;
}

/** The same of a BrainPath: by its file's name (brain_car_opencv2.py), else by its folder (f1rl/train.py). */
export function otherRobotOfBrain(brainPath: string): string | null {
  if (!/\.py$/i.test(brainPath)) return null;
  const [name = '', folder = ''] = brainPath.split(/[/\\]/).reverse();
  const named = /^brain_([a-z0-9]+)_/i.exec(name)?.[1] ?? '';
  const other = otherRobot(named) ?? otherRobot(folder);
  // A folder of the user's may be called anything: an F1 brain in `car` is one.
  return named.toLowerCase() === 'f1' && folder !== 'f1rl' ? null : other;
}
