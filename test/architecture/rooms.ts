/** A folder of src and the folders that it may import. Every file may import src/types.ts and src/errors.ts. */
export interface Room {
  readonly name: string;
  /** What it holds, for docs/architecture.md. */
  readonly holds: string;
  readonly imports: readonly string[];
}

/** Lowest first: a room imports only rooms above it in this list. */
export const ROOMS: readonly Room[] = [
  {
    name: 'support',
    holds: 'time, files, random numbers, statistics, terminal; nothing of driving',
    imports: [],
  },
  {
    name: 'config',
    holds: 'YAML to checked configuration: brains, model cards; facts about the F1 car, topics',
    imports: ['support'],
  },
  {
    name: 'image',
    holds: 'PNG, JPEG, WebP and SVG; `augment/`: image corruptions and augmentations',
    imports: ['support', 'config'],
  },
  {
    name: 'messages',
    holds: 'ROS messages: types, codecs and md5 sums, generated from the definitions',
    imports: [],
  },
  {
    name: 'onnx',
    holds: 'ONNX files: reading, writing, checking, shapes; no onnxruntime',
    imports: ['support'],
  },
  {
    name: 'bag',
    holds: 'rosbag v2: reading and writing, LZ4 and bz2; `mcap/`: bags as MCAP',
    imports: ['messages'],
  },
  {
    name: 'circuit',
    holds: 'closed lines and their look; where a car is on them; `generate/`: circuits from seeds',
    imports: ['support', 'config', 'messages', 'bag'],
  },
  {
    name: 'ros',
    holds: 'the transport: nodes, topics, services, parameters; the embedded master',
    imports: ['support', 'messages'],
  },
  {
    name: 'drive',
    holds: 'from a frame to its command, and the loop',
    imports: ['support', 'config', 'image', 'onnx'],
  },
  {
    name: 'measure',
    holds: "metrics (ours and BehaviorMetrics'), reports, comparisons",
    imports: ['support', 'config', 'image', 'messages', 'bag', 'circuit'],
  },
  {
    name: 'learn',
    holds: 'circuits from recorded drives',
    imports: ['support', 'config', 'image', 'messages', 'bag', 'circuit', 'drive', 'measure'],
  },
  {
    name: 'world',
    holds: 'where a brain drives: over ROS, or in the built-in simulator; export to Gazebo',
    imports: ['support', 'config', 'image', 'messages', 'circuit', 'ros', 'drive'],
  },
  {
    name: 'saliency',
    holds: 'which parts of an image a network looks at; images of it, from bags and images',
    imports: [
      'support',
      'config',
      'image',
      'messages',
      'onnx',
      'bag',
      'circuit',
      'drive',
      'measure',
      'world',
    ],
  },
  {
    name: 'models',
    holds: 'datasets; optimization and evaluation of models',
    imports: [
      'support',
      'config',
      'image',
      'messages',
      'onnx',
      'bag',
      'circuit',
      'ros',
      'drive',
      'measure',
      'world',
    ],
  },
  {
    name: 'replay',
    holds: 'recorded drives, to be seen again: their numbers and images, two side by side, two models on one',
    imports: [
      'support',
      'config',
      'image',
      'messages',
      'bag',
      'circuit',
      'drive',
      'measure',
      'world',
      'saliency',
    ],
  },
  {
    name: 'session',
    holds: 'a run: assembled, started, watched, ended; recording, telemetry, services',
    imports: ['support', 'config', 'image', 'messages', 'bag', 'circuit', 'ros', 'drive', 'measure', 'world'],
  },
  {
    name: 'experiment',
    holds: 'many runs: planned, driven by workers, stored, compared, queued',
    imports: [
      'support',
      'config',
      'image',
      'messages',
      'bag',
      'circuit',
      'ros',
      'drive',
      'measure',
      'world',
      'session',
    ],
  },
  {
    name: 'search',
    holds:
      'a model optimized to a goal: candidates, measurements from cheap to dear, the front and the winner',
    imports: ['support', 'config', 'circuit', 'drive', 'measure', 'models', 'experiment'],
  },
  {
    name: 'live',
    holds:
      'the live page of a run, of an experiment, or of a car watched over ROS: its feed, server and messages',
    imports: [
      'support',
      'config',
      'image',
      'messages',
      'circuit',
      'ros',
      'drive',
      'measure',
      'world',
      'saliency',
      'models',
      'replay',
      'session',
      'experiment',
    ],
  },
  {
    name: 'cli',
    holds: 'subcommands: parse, call, print',
    imports: [
      'support',
      'config',
      'bag',
      'circuit',
      'ros',
      'drive',
      'measure',
      'learn',
      'world',
      'saliency',
      'models',
      'replay',
      'session',
      'experiment',
      'search',
      'live',
    ],
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
  { name: 'drive/frame', holds: 'camera message to frame', imports: [] },
  { name: 'drive/tensor', holds: "frame to input tensor, as the model's card says", imports: [] },
  { name: 'drive/inference', holds: 'running models: onnxruntime and its providers', imports: [] },
  { name: 'drive/command', holds: 'limits of commands; watchdog', imports: [] },
  {
    name: 'drive/motion',
    holds: 'how commands move the car; latency, from the road as frames show it',
    imports: [],
  },
  {
    name: 'drive/compensation',
    holds: 'commands for old and rare frames, from the motion of the car',
    imports: ['drive/motion'],
  },
  {
    name: 'drive/brains',
    holds: 'line follower, network, user modules; worker thread',
    imports: ['drive/frame', 'drive/tensor', 'drive/inference', 'drive/motion'],
  },
  { name: 'world/simulator', holds: 'the built-in world: car, camera, clock', imports: [] },
  { name: 'world/ros', holds: 'the world over ROS topics and services', imports: [] },
  { name: 'world/start', holds: 'where a run starts', imports: ['world/simulator'] },
  {
    name: 'world/gym',
    holds: 'many worlds in steps, for reinforcement learning',
    imports: ['world/simulator', 'world/start'],
  },
  { name: 'world/gazebo', holds: 'export to Gazebo; starting and ending one', imports: ['world/simulator'] },
  { name: 'experiment/run', holds: 'a planned run, its result, and what a store does', imports: [] },
  {
    name: 'experiment/plan',
    holds: "experiment files, BehaviorMetrics' and ours, to planned runs in order",
    imports: ['experiment/run'],
  },
  {
    name: 'experiment/store',
    holds: 'the folder of runs and their table; export',
    imports: ['experiment/run'],
  },
  {
    name: 'experiment/work',
    holds: 'one planned run driven: worker processes, Gazebo',
    imports: ['experiment/run'],
  },
  {
    name: 'experiment/report',
    holds: 'statistics over runs, ranking, tables and charts',
    imports: ['experiment/run', 'experiment/store'],
  },
  {
    name: 'experiment/queue',
    holds: 'runs on many machines, over Redis',
    imports: ['experiment/run', 'experiment/plan', 'experiment/store', 'experiment/work'],
  },
  {
    name: 'experiment/suite',
    holds: 'the benchmark suite: its runs, its score, its verification',
    imports: ['experiment/run', 'experiment/plan', 'experiment/store', 'experiment/report'],
  },
  { name: 'search/goal', holds: 'the language of goals; what meets one, and by how much not', imports: [] },
  { name: 'search/space', holds: 'the candidates: strategies with parameters', imports: [] },
  {
    name: 'search/measure',
    holds: 'models made, evaluated on images and driven, each once: the cache',
    imports: ['search/goal', 'search/space'],
  },
  { name: 'search/select', holds: 'dominance, halving, the front, the nearest', imports: ['search/goal'] },
  {
    name: 'search/report',
    holds: 'table and chart of a search',
    imports: ['search/goal'],
  },
  { name: 'live/watch', holds: 'a car that another node drives, watched over ROS', imports: [] },
  { name: 'live/page', holds: 'the live page: everything that runs in a browser', imports: [] },
];

/** Packages that only one file or folder may import. */
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
