/** A folder of src and the folders that it may import. Every file may import src/types.ts and src/errors.ts. */
export interface Room {
  readonly name: string;
  /** What it holds, for docs/architecture.md. */
  readonly holds: string;
  readonly imports: readonly string[];
}

const BASICS = ['support'] as const;
const FORMATS = [...BASICS, 'image', 'messages'] as const;
const FACTS = [...FORMATS, 'onnx', 'config', 'bag'] as const;
const PARTS = [...FACTS, 'circuit', 'ros', 'drive', 'measure', 'world'] as const;

/** Lowest first: a room imports only rooms above it in this list. */
export const ROOMS: readonly Room[] = [
  { name: 'support', holds: 'time, files, random numbers, statistics, terminal', imports: [] },
  {
    name: 'config',
    holds: 'YAML to checked configuration: brains, model cards; facts about the F1 car',
    imports: ['support'],
  },
  {
    name: 'image',
    holds: 'PNG, JPEG and SVG; `augment/`: image corruptions and augmentations, seeded',
    imports: ['support', 'config'],
  },
  { name: 'messages', holds: 'ROS messages: types, codecs and md5 sums', imports: BASICS },
  { name: 'onnx', holds: 'ONNX files: reading, writing, checking, shapes; no onnxruntime', imports: BASICS },
  { name: 'bag', holds: 'rosbag v2: reading and writing, LZ4 and bz2', imports: [...BASICS, 'messages'] },
  {
    name: 'circuit',
    holds: 'closed lines with their looks (`config/circuits`); where a car is on them',
    imports: [...BASICS, 'messages', 'config', 'bag'],
  },
  {
    name: 'ros',
    holds: 'the transport: node, topics, services, parameters; master',
    imports: [...BASICS, 'messages'],
  },
  {
    name: 'drive',
    holds: 'frame -> tensor -> inference -> brains -> command, and the loop',
    imports: [...BASICS, 'image', 'messages', 'onnx', 'config'],
  },
  {
    name: 'measure',
    holds: "metrics (ours, BehaviorMetrics'), report, comparison",
    imports: [...FORMATS, 'config', 'bag', 'circuit'],
  },
  {
    name: 'world',
    holds: 'worlds to drive in: `ros`, `simulator`; `start`, `gazebo` (export)',
    imports: [...FORMATS, 'config', 'circuit', 'ros', 'drive'],
  },
  {
    name: 'models',
    holds: 'datasets, augmentation, optimization and evaluation of models',
    imports: PARTS,
  },
  {
    name: 'session',
    holds: 'a run: assembled, started, watched, ended; recording, telemetry',
    imports: PARTS,
  },
  {
    name: 'cli',
    holds: 'one file per subcommand: parse, call, print',
    imports: [...PARTS, 'models', 'session'],
  },
];

/** Folders within a room that do not import each other, but for what is listed; files that lie in the room itself
 *  may import all of them. */
export const SECTIONS: readonly Room[] = [
  { name: 'ros/master', holds: 'the embedded master; XML-RPC', imports: [] },
  {
    name: 'ros/tcpros',
    holds: 'connections to publishers, and the watch over subscribers',
    imports: ['ros/master'],
  },
  { name: 'ros/rosnodejs', holds: 'the transport over TCP/IP', imports: ['ros/master', 'ros/tcpros'] },
  { name: 'ros/memory', holds: 'the transport within a process', imports: ['ros/master'] },
  { name: 'drive/frame', holds: 'camera message to Frame', imports: [] },
  { name: 'drive/tensor', holds: "Frame to tensor, as the model's card says", imports: [] },
  { name: 'drive/inference', holds: 'onnxruntime: models and providers', imports: [] },
  { name: 'drive/command', holds: 'limits and watchdog', imports: [] },
  {
    name: 'drive/brains',
    holds: 'line follower, network, user modules',
    imports: ['drive/frame', 'drive/tensor', 'drive/inference'],
  },
  { name: 'world/simulator', holds: 'the built-in world', imports: [] },
  { name: 'world/ros', holds: 'the world over ROS', imports: [] },
  { name: 'world/start', holds: 'where a run starts', imports: ['world/simulator'] },
  { name: 'world/gazebo', holds: 'export to Gazebo', imports: ['world/simulator'] },
];

/** Packages that one file (or folder, with a slash at its end) alone may import. */
export const SOLE_IMPORTERS: Readonly<Record<string, string>> = {
  rosnodejs: 'ros/rosnodejs',
  'onnxruntime-node': 'drive/inference/runtime.ts',
  sharp: 'image/codec.ts',
};

/** The one file of a folder that other rooms may import; '' for none. */
export const ENTRANCES: Readonly<Record<string, string>> = {
  'ros/tcpros': '',
  'ros/rosnodejs': 'ros/rosnodejs/index.ts',
  'ros/memory': 'ros/memory/graph.ts',
};

/** Violations that are being removed: 'file -> file', or the files of a circle. Add none. */
export const KNOWN_VIOLATIONS: readonly string[] = [
  'measure/metrics/lap-statistics.ts, measure/metrics/run-figures.ts',
  'models/optimize/quantize/kl-range.ts, models/optimize/quantize/percentile.ts, models/optimize/quantize/ranges.ts',
];
