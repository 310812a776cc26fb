/** Run in a copy of the checkout: as it stands, or as `as` says, after `before`. Must end with exit code 0. */
export interface Run {
  readonly run: 'as it stands' | { readonly as: string };
  readonly before?: readonly string[];
  readonly says?: RegExp;
  /** Interrupted once it has said this much, in place of waiting for its end. */
  readonly until?: RegExp;
}

/**
 * Run by test/real/documented-commands.test.ts, bash and all, with a real roscore:
 * - `world`: alone; it brings the camera's topic, and ends with exit code 0 when it is interrupted
 * - `driver`: beside the built-in world; it publishes commands, and ends so, or with `code`
 * - `answers`: beside world and node; it ends by itself with exit code 0 and says something
 */
export interface InRos {
  readonly ros: 'world' | 'driver' | 'answers';
  readonly as?: string;
  readonly says?: RegExp;
  readonly code?: number;
}

/** What becomes of one documented command in the tests. */
export type Account =
  | Run
  | InRos
  /** Run by another test, which has `mentions` in its text. */
  | { readonly by: string; readonly mentions: string }
  /** Not run, for this reason: only checked against what the program knows (names, options, files). */
  | { readonly notRun: string };

const asItStands = (more: Omit<Run, 'run'> = {}): Account => ({
  run: 'as it stands',
  ...more,
});
const as = (command: string, more: Omit<Run, 'run'> = {}): Account => ({
  run: { as: command },
  ...more,
});
const inRos = (ros: InRos['ros'], more: Omit<InRos, 'ros'> = {}): Account => ({ ros, ...more });
const by = (test: string, mentions: string): Account => ({ by: test, mentions });
const notRun = (reason: string): Account => ({ notRun: reason });

// What keeps the runs short: a ring of 50 m in place of a circuit, some dozens of pictures in place of thousands.
const RING = '--circuit ring.yml';
const LOCKSTEP = `--world lockstep ${RING}`;
const FEW = '--frames 24 --circuits simple_circuit';
const BAG = `f1-brain lap line_follower ${LOCKSTEP} --out`;
/** The guide's own YAML, in the place of a reader's. */
const THEIR_FILE = "sed -n '/^```yaml/,/^```$/p' docs/from-behaviormetrics.md | sed '/^```/d' > mine.yml";
const A_FORM = notRun('the form of a command: its parts are checked against --help');
const CHECKS = notRun('runs the tests of which this is one');
const NETWORK = notRun('fetches from the network');
const DOCKER = notRun('needs a Docker engine; its steps are scripts that test/container runs');
const HOURS = notRun('takes hours');

/** Every command of README, CONTRIBUTING, docs, examples and training/README.md; a substitution is visible here and nowhere else. */
export const ACCOUNTS: Readonly<Record<string, Account>> = {
  // README.md, docs/results.md, docs/gpu.md
  'npm ci && npm start': as(`npm start -- line_follower ${RING} --out out/start`, { says: /lap/ }),
  'npm ci && npm test': CHECKS,
  'roslaunch f1_brain brain.launch brain:=pilotnet': inRos('driver'),
  'ONNXRUNTIME_NODE_INSTALL=cuda12 node node_modules/onnxruntime-node/script/install': NETWORK,
  'npm start': as(`npm start -- line_follower ${LOCKSTEP}`),
  'npm run laps': as(
    'npm run laps -- --tables circuits --world lockstep --brains line_follower --circuits simple_circuit',
    { says: /yes/ },
  ),
  'npm run laps -- --tables conditions --brains slim_pilotnet --compensation auto': as(
    'npm run laps -- --tables conditions --brains line_follower --compensation auto --world lockstep ' +
      '--circuits simple_circuit --conditions slow',
    { says: /2 of 2/ },
  ),
  'npm run laps -- --tables phases': as(
    'npm run laps -- --tables phases --brains slim_pilotnet --circuits simple_circuit --conditions slow --phases 1',
    { says: /2 of 2/ },
  ),
  'npx f1-brain lap slim_pilotnet': as(`npx f1-brain lap slim_pilotnet ${LOCKSTEP}`),
  'npm run strategies -- --train': as('npm run strategies -- --train --plan', { says: /pilotnet_qat/ }),
  'npm run bench': as('npm run bench -- --only messages --rounds 1'),
  'npx f1-brain run pilotnet': inRos('driver'),
  'npx f1-brain run pilotnet --brain-path examples/own-brain': inRos('driver', {
    as: 'npx f1-brain run pilotnet --brain-path "$CHECKOUT/examples/own-brain"',
  }),
  'npx f1-brain lap [BRAIN]': A_FORM,
  'npx f1-brain run [BRAIN]': A_FORM,
  'npx f1-brain experiment FILE...': A_FORM,
  'npx f1-brain metrics BAG...': A_FORM,
  'npx f1-brain report PATH...': A_FORM,
  'npx f1-brain compare A B': A_FORM,
  'npx f1-brain convert BAG... --to mcap': A_FORM,
  'npx f1-brain dataset record|info|augment': A_FORM,
  'npx f1-brain optimize MODEL --strategy NAME': A_FORM,
  'npx f1-brain optimize MODEL --goal GOAL': A_FORM,
  'npx f1-brain evaluate --models M... --dataset DIR': A_FORM,
  'npx f1-brain explain BAG': A_FORM,
  'npx f1-brain replay BAG...': A_FORM,
  'npx f1-brain gym --observations FILE': A_FORM,
  'npx f1-brain gym --observations FILE --worlds N': A_FORM,
  'npx f1-brain simulate': inRos('world'),
  'npx f1-brain master': as('npx f1-brain master --port 0', { until: /ROS_MASTER_URI=http:/ }),
  'npx f1-brain doctor': asItStands({ says: /agrees with its card/ }),
  'npx f1-brain completion bash|zsh': A_FORM,
  'source <(f1-brain completion bash)': by('test/cli/completion/bash.test.ts', "['completion', 'bash']"),
  'f1-brain completion zsh > "$fpath[1]/_f1-brain"': by(
    'test/cli/completion/zsh.slow.test.ts',
    "['completion', 'zsh']",
  ),
  'npx f1-brain lap --circuit my-lap.bag': as(
    'npx f1-brain lap line_follower --circuit my-lap.bag --world lockstep',
    {
      before: [`${BAG} out/perfect`, 'cp out/perfect/*.bag my-lap.bag'],
    },
  ),

  // CONTRIBUTING.md
  'npm ci && npm run lint && npm test': CHECKS,
  'npx jest test/bag': CHECKS,

  // docs/architecture.md
  'npx jest test/architecture': CHECKS,
  'npm run lint': CHECKS,
  'npm test': CHECKS,
  'npm run test:ros': CHECKS,
  'npm run test:browser': CHECKS,
  'npm run test:all': CHECKS,
  '.ci/run': CHECKS,
  'npm run format': notRun('changes the sources'),
  'npm run readme:animation': by('test/docs/animation.slow.test.ts', 'readme-animation'),

  // docs/commands.md
  'npx f1-brain dataset record pictures --frames 2000 --seed 7': as(
    `npx f1-brain dataset record pictures ${FEW} --seed 7`,
  ),
  'npx f1-brain optimize pilotnet --strategy static --calibration pictures --out my_pilotnet_int8.onnx':
    asItStands(),
  'npx f1-brain evaluate --models pilotnet my_pilotnet_int8.onnx --dataset pictures': as(
    'npx f1-brain evaluate --models pilotnet my_pilotnet_int8.onnx --dataset pictures --frames 20 --rounds 1',
  ),
  'npx f1-brain lap --model my_pilotnet_int8.onnx': as(
    `npx f1-brain lap --model my_pilotnet_int8.onnx ${LOCKSTEP}`,
  ),
  'npx f1-brain lap pilotnet --world lockstep --out out/a/1': as(
    `npx f1-brain lap pilotnet ${LOCKSTEP} --out out/a/1`,
    {
      before: ['2', '3'].flatMap((n) => [`${BAG} out/a/${n} --seed ${n}`, `${BAG} out/b/${n} --seed 1${n}`]),
    },
  ),
  'npx f1-brain metrics out/a/1/*.bag': asItStands({ says: /lap/ }),
  'npx f1-brain report out/a out/b': asItStands({ says: /5 runs/ }),
  'npx f1-brain compare out/a out/b': asItStands(),

  // docs/suite.md, README.md
  'npx f1-brain experiment suite --brains slim_pilotnet': by(
    'test/cli/suite.test.ts',
    "'experiment', 'suite'",
  ),
  'npx f1-brain experiment suite': by('test/cli/suite.test.ts', "'experiment', 'suite'"),
  'npx f1-brain suite verify out/suite-v1': by('test/cli/suite.test.ts', "run(['suite', 'verify', out"),
  'npx f1-brain report out/suite-v1': by(
    'test/cli/report-experiment.test.ts',
    "run(['report', suite, '--out'",
  ),
  'npx f1-brain suite verify RESULT': A_FORM,
  'npx f1-brain suite verify docs/suite-v1.json': by(
    'test/cli/suite.test.ts',
    "run(['suite', 'verify', file",
  ),
  'npm run suite-table': HOURS,

  // docs/experiments.md, examples/README.md
  'npx f1-brain experiment examples/experiment/first.yml --plan': asItStands({ says: /54 runs/ }),
  'npx f1-brain experiment examples/experiment/first.yml': by(
    'test/cli/experiment.test.ts',
    "start(['experiment', file",
  ),
  'npx f1-brain experiment examples/experiment/first.yml --resume': by(
    'test/cli/experiment.test.ts',
    "out, '--resume']",
  ),

  // docs/brains.md, docs/driving.md
  'npx f1-brain lap slim_pilotnet_int8': as(`npx f1-brain lap slim_pilotnet_int8 ${LOCKSTEP}`),
  'npx f1-brain lap examples/own-brain/line-brain.yml': by(
    'test/examples/own-brain.test.ts',
    'line-brain.yml',
  ),
  'npx f1-brain lap NAME': as(`npx f1-brain lap pilotnet_qat ${LOCKSTEP}`),
  'npx jiti bench/corruptions.ts --pictures out/corruptions': asItStands(),
  'npx jiti bench/corruptions.ts': as('npx jiti bench/corruptions.ts --rounds 1'),
  'npx jiti training/judge.ts': as(
    'npx jiti training/judge.ts --model models/slim_pilotnet.onnx --circuits simple_circuit --delays 5',
  ),

  // docs/install.md
  'npm pack': by('test/package/package.slow.test.ts', 'npm pack'),
  'ONNXRUNTIME_NODE_INSTALL=skip npm install ./f1-brain-0.1.0.tgz': by(
    'test/package/package.slow.test.ts',
    'ONNXRUNTIME_NODE_INSTALL',
  ),
  'npx f1-brain lap': by('test/package/package.slow.test.ts', "'f1-brain', 'lap'"),
  'ONNXRUNTIME_NODE_INSTALL=skip npm install ...': A_FORM,
  'npm install --ignore-scripts ...': A_FORM,
  'npm install ...': A_FORM,

  // docs/conversion.md
  "python3 training/convert.py dqn.zip --out models/mine.onnx --rows 253,265,300,350,400 --actions '7,0 4,1.5 4,-1.5'":
    by('test/training/convert-policies.slow.test.ts', "'--actions', '7,0 4,1.5 4,-1.5'"),
  'python3 training/convert.py pilotnet.pth --out models/mine.onnx': by(
    'test/training/convert.slow.test.ts',
    'convert.py',
  ),
  "python3 -c 'import onnx, sys; onnx.save(onnx.load(sys.argv[1]), sys.argv[2])' mine.onnx mine-whole.onnx":
    notRun("needs a model in two files, and Python's onnx package"),
  'npx f1-brain lap mine --circuit simple_circuit': as(`npx f1-brain lap mine ${LOCKSTEP}`, {
    before: ['npx f1-brain optimize models/pilotnet.onnx --strategy fold --out models/mine.onnx --force'],
  }),
  'python3 -m venv /tmp/tf && /tmp/tf/bin/pip install tensorflow tf2onnx': NETWORK,
  '/tmp/tf/bin/python -m tf2onnx.convert --saved-model FOLDER --opset 13 --output models/mine.onnx':
    notRun('TensorFlow'),
  '/tmp/tf/bin/python -m tf2onnx.convert --tflite pilotnet.tflite --opset 13 --output models/mine.onnx':
    notRun('TensorFlow'),
  'pip install "tensorflow<2.16"': NETWORK,
  'apt-get install python3-torch': notRun('changes the machine; .ci/run installs it'),
  'npm ci': notRun('is how this checkout came to be'),
  'npx f1-brain optimize models/mine.onnx --strategy fold': as(
    'npx f1-brain optimize models/mine.onnx --strategy fold --out out/folded.onnx',
  ),

  // docs/datasets.md
  'npx f1-brain dataset record out/train': as(`npx f1-brain dataset record out/train ${FEW}`),
  'npx f1-brain dataset record out/test --test-set': notRun(
    'fourteen seconds; docs/evaluation.md has it too, and it is run',
  ),
  'npx f1-brain dataset record out/live --from-topic': inRos('answers', {
    as: 'npx f1-brain dataset record out/live --from-topic --frames 20',
  }),
  'npx f1-brain dataset record out/bag --from-bag drive.bag': asItStands({
    before: [`${BAG} out/pictures --record-images jpeg`, 'cp out/pictures/*.bag drive.bag'],
  }),
  'npx f1-brain dataset info out/train --check': asItStands(),
  'npx f1-brain dataset augment out/train out/more --mirror --extreme --weather rain,night': asItStands(),

  // docs/docker.md
  'docker build -t f1-brain .': DOCKER,
  'docker compose up --build --scale worker=4 redis worker': DOCKER,
  'docker build -t f1-brain:gazebo --target gazebo .': DOCKER,
  'docker build -t f1-brain:gpu -f Dockerfile.gpu .': DOCKER,
  'docker run --rm f1-brain': DOCKER,
  'docker run --rm -v "$PWD/out:/out" f1-brain f1-brain lap line_follower': DOCKER,
  'docker run --rm f1-brain f1-brain doctor': DOCKER,
  'docker run --rm --gpus all f1-brain:gpu f1-brain lap --provider tensorrt': DOCKER,
  'docker run --rm --network host -e ROS_MASTER_URI -e ROS_IP f1-brain f1-brain run pilotnet': DOCKER,
  'docker compose exec brain /opt/f1_brain/scripts/container/entrypoint.sh rostopic list': DOCKER,
  'docker buildx imagetools inspect node:20.20.2-bullseye-slim': DOCKER,
  'docker build -t f1-brain --build-arg NODE_IMAGE=node:20.20.2-bullseye-slim@sha256:DIGEST --build-arg ROS_IMAGE=ros:noetic-ros-core-focal@sha256:DIGEST .':
    DOCKER,
  'docker compose --profile cpu up --build': DOCKER,
  'CIRCUIT=montreal_line BRAIN=pilotnet docker compose --profile cpu up': DOCKER,
  'docker compose --profile gpu up --build': DOCKER,
  'docker compose --profile cpu down': DOCKER,
  "docker compose run --rm --no-deps recorder sh -c 'f1-brain metrics /out/brain/*.bag'": DOCKER,
  'docker compose cp recorder:/out records': DOCKER,
  'docker run --rm f1-brain /opt/f1_brain/scripts/container/smoke-brain.sh': DOCKER,
  'docker run --rm f1-brain:gazebo /opt/f1_brain/scripts/container/smoke-gazebo.sh': DOCKER,
  'docker run --rm --gpus all f1-brain:gpu /opt/f1_brain/scripts/container/smoke-gpu.sh': DOCKER,
  'bash scripts/container/smoke-compose.sh cpu': DOCKER,

  // docs/datasets.md, the layouts of other programs
  'npx f1-brain dataset info udacity --label-units v=mph,w=normalized:1.5': as(
    'npx f1-brain dataset info pictures --label-units v=m/s,w=rad/s --no-pictures',
    { says: /labelled images/ },
  ),

  // docs/evaluation.md
  'npx f1-brain dataset record test-set --test-set': asItStands({ says: /1,?116/ }),
  'npx f1-brain evaluate --models pilotnet pilotnet_int8 --dataset test-set --profile': as(
    'npx f1-brain evaluate --models pilotnet pilotnet_int8 --dataset test-set --profile --frames 20 --rounds 1 --pictures 60',
    { says: /layers with integer weights ran in integer kernels/ },
  ),
  'npx f1-brain evaluate --models pilotnet my-model.onnx --dataset test-set --out out/evaluation': as(
    'npx f1-brain evaluate --models pilotnet my-model.onnx --dataset test-set --out out/evaluation --frames 20 --rounds 1 --pictures 60',
    { before: ['npx f1-brain optimize models/pilotnet.onnx --strategy float16 --out my-model.onnx'] },
  ),
  'npm run strategies': as('npm run strategies -- --plan', { says: /slim_pilotnet/ }),
  'npm run strategies -- --only ros --perfect-laps path/to/their/laps': as(
    'npm run strategies -- --only ros --plan',
  ),
  'bash training/strategies.sh NAME': by('test/training/strategies.slow.test.ts', 'training/strategies.sh'),
  'npm run strategies -- --only gpu': notRun('needs an NVIDIA card'),

  // docs/saliency.md
  'npx f1-brain lap pilotnet --world lockstep --record-images jpeg --timeout 45 --out out/seen': as(
    `npx f1-brain lap slim_pilotnet ${LOCKSTEP} --record-images jpeg --timeout 45 --out out/seen`,
  ),
  'npx f1-brain explain out/seen/*.bag --models pilotnet slim_pilotnet --worst 3': as(
    'npx f1-brain explain out/seen/*.bag --models slim_pilotnet --circuit ring.yml --worst 1',
    { says: /film-strip\.png/ },
  ),
  // docs/replay.md
  'npx f1-brain lap pilotnet --world lockstep --record-images jpeg --out out/drive': as(
    `npx f1-brain lap slim_pilotnet ${LOCKSTEP} --record-images jpeg --out out/drive`,
  ),
  'npx f1-brain replay out/drive/*.bag --open': as(
    'npx f1-brain replay out/drive/*.bag --circuit ring.yml --live 0',
    { until: /live page: http/ },
  ),
  'npx f1-brain replay out/drive/*.bag out/other/*.bag': as(
    'npx f1-brain replay out/drive/*.bag out/drive/*.bag --circuit ring.yml --no-page',
    { says: /images.*\n.*images/ },
  ),
  'npx f1-brain replay out/drive/*.bag --models pilotnet slim_pilotnet --csv out/answers.csv': as(
    'npx f1-brain replay out/drive/*.bag --circuit ring.yml --models pilotnet slim_pilotnet --csv out/answers.csv',
    { says: /slim_pilotnet compared with pilotnet/ },
  ),
  'npx f1-brain replay out/drive/*.bag --film out/drive.webp --film-to 10': as(
    'npx f1-brain replay out/drive/*.bag --circuit ring.yml --film out/drive.webp --film-to 1',
    { says: /out\/drive\.webp: 11 images/ },
  ),
  // docs/live.md
  'roslaunch f1_brain lap.launch live:=true': by('test/real/launch.test.ts', 'live:=true'),
  'npx f1-brain live --open': inRos('answers', {
    as: 'timeout --preserve-status -s INT 10 npx f1-brain live --live 0 2>&1',
    says: /watching \/F1ROS\/cameraL\/image_raw/,
  }),
  'npx f1-brain lap --foxglove': as(`npx f1-brain lap line_follower --live 0 --foxglove 0 ${LOCKSTEP}`, {
    says: /lap/,
  }),
  'npx f1-brain lap --live --open': as(`npx f1-brain lap line_follower --live 0 ${LOCKSTEP}`),
  'npx f1-brain experiment examples/experiment/first.yml --live --open': notRun(
    'drives 54 runs; test/browser drives such an experiment with its page',
  ),
  'npm run experiment:image': notRun('takes an image in Chromium of the page that test/browser drives'),
  'npm run live:image': notRun('takes an image in Chromium of the page that test/browser drives'),
  'npx jiti bench/live.ts': notRun('a benchmark; what it calls has tests'),
  'npx jiti bench/experiment-report.ts': notRun('writes a report of ten thousand runs'),
  'npx jiti bench/saliency.ts': notRun('a benchmark; what it calls has tests'),

  // docs/from-behaviormetrics.md
  'npx f1-brain run mine.yml': inRos('driver', {
    // Its perfect lap is not part of the project.
    as: `cp -r "$CHECKOUT/docs" . && ${THEIR_FILE} && npx f1-brain run mine.yml --circuit simple_circuit`,
  }),
  'npx f1-brain lap mine.yml': as(`npx f1-brain lap mine.yml ${LOCKSTEP}`, { before: [THEIR_FILE] }),
  'npx f1-brain lap mine.yml --model pilotnet_int8': as(
    `npx f1-brain lap mine.yml --model pilotnet_int8 ${LOCKSTEP}`,
  ),
  'roslaunch f1_brain jderobot.launch world:=NAME': by('test/real/jderobot-launch.test.ts', 'world:='),
  'npx f1-brain metrics stats.bag --perfect-lap lap.bag': asItStands({
    before: ['cp out/perfect/*.bag stats.bag', 'cp out/perfect/*.bag lap.bag'],
    says: /1000\^|lap/,
  }),
  'npx f1-brain optimize pilotnet --strategy static': as(
    'npx f1-brain optimize pilotnet --strategy static --calibration pictures --out out/pilotnet_static.onnx',
  ),
  'npx f1-brain evaluate --models pilotnet --dataset test-set': as(
    'npx f1-brain evaluate --models pilotnet --dataset test-set --frames 20 --rounds 1 --pictures 60',
  ),

  // docs/gazebo.md
  'roslaunch f1_brain jderobot.launch world:=simple_circuit brain:=pilotnet': by(
    'test/real/jderobot-launch.test.ts',
    'jderobot.launch',
  ),
  'rosrun f1_brain jderobot_lap world:=montreal_line brain:=line_follower gui:=false': by(
    'test/real/jderobot-launch.test.ts',
    'jderobot_lap',
  ),
  'npx f1-brain gazebo simple_circuit --no-gui': by('test/cli/gazebo.test.ts', '--no-gui'),
  'npx f1-brain gazebo WORLD': A_FORM,
  'npx f1-brain export-gazebo CIRCUIT DIR': A_FORM,
  'f1-brain run BRAIN --circuit NAME --laps 1 --start circuit': A_FORM,
  'npx f1-brain export-gazebo simple_circuit ~/f1_gazebo': as(
    'npx f1-brain export-gazebo simple_circuit out/f1_gazebo',
  ),
  'npx f1-brain export-gazebo montreal_line ~/f1_gazebo --direction reverse': as(
    'npx f1-brain export-gazebo montreal_line out/f1_gazebo --direction reverse',
  ),
  'roslaunch f1_brain gazebo.launch circuit:=simple_circuit': by(
    'test/real/gazebo-launch.test.ts',
    'circuit:=',
  ),
  'roslaunch f1_brain brain.launch circuit:=simple_circuit': inRos('driver'),
  'roslaunch --ros-args f1_brain gazebo.launch': by('test/real/gazebo-launch.test.ts', '--ros-args'),
  'GAZEBO_MODEL_PATH=~/f1_gazebo/models gzserver ~/f1_gazebo/worlds/simple_circuit.world': notRun(
    'needs Gazebo; test/world/gazebo/real-gazebo.test.ts does it where Gazebo is',
  ),
  'roslaunch f1_brain gazebo.launch world:=/path/to/simple_circuit.world models:=/path/to/their/models': by(
    'test/real/gazebo-launch.test.ts',
    'world:=',
  ),
  'npx jiti scripts/check-gazebo-world.ts': by(
    'test/world/gazebo/real-gazebo.test.ts',
    'check-gazebo-world.ts',
  ),
  'npx jiti scripts/check-gazebo-world.ts --sheet out': by(
    'test/world/gazebo/real-gazebo.test.ts',
    'check-gazebo-world.ts',
  ),

  // docs/metrics.md
  'npx f1-brain metrics out/20261122-231509/20261122-231509.bag': as('npx f1-brain metrics my-lap.bag'),
  'npx f1-brain metrics stats.bag --perfect-lap lap.bag --circuit simple_circuit': as(
    'npx f1-brain metrics stats.bag --perfect-lap lap.bag --circuit ring.yml',
    { before: ['cp my-lap.bag stats.bag', 'cp my-lap.bag lap.bag'] },
  ),
  'npx f1-brain metrics drive.bag --odometry-topic /car/odom --circuit track.yml --json': as(
    'npx f1-brain metrics drive.bag --odometry-topic /F1ROS/odom --circuit track.yml --json',
    { before: ['cp ring.yml track.yml'], says: /"completed_distance":/ },
  ),
  'npx jiti bench/metrics.ts': notRun('writes a bag of 2 GB'),

  // docs/observing.md
  'rostopic echo -n 1 /f1_brain/metrics': by('test/real/telemetry.test.ts', "'rostopic', 'echo', '-n'"),
  'rostopic echo -n 1 /diagnostics': inRos('answers', { says: /hardware_id/ }),
  'rosservice call /f1_brain/pause': inRos('answers', { says: /success: True/ }),
  'rosservice call /f1_brain/resume': inRos('answers', { says: /success: True/ }),
  "rosservice call /f1_brain/load_brain \"{brain: line_follower, model: '', provider: ''}\"": by(
    'test/real/telemetry.test.ts',
    '/f1_brain/load_brain',
  ),
  'rosservice call /f1_brain/load_brain "{brain: pilotnet, model: slim_pilotnet, provider: cpu}"': by(
    'test/real/telemetry.test.ts',
    '/f1_brain/load_brain',
  ),
  'rosservice call /f1_brain/reset_metrics': inRos('answers', { says: /success: True/ }),
  'rosservice call /f1_brain/set_logger_level f1_brain warn': by(
    'test/real/telemetry.test.ts',
    'set_logger_level',
  ),
  'rqt_plot /f1_brain/metrics/speed_mps /f1_brain/metrics/position_deviation_m': notRun('opens a window'),
  'rqt_image_view /f1_brain/debug/image': notRun('opens a window'),
  'roslaunch foxglove_bridge foxglove_bridge.launch': notRun(
    'needs foxglove_bridge, which Debian does not have',
  ),

  // docs/ros.md
  'mkdir -p ~/catkin_ws/src': by('test/real/package.test.ts', 'catkin_make'),
  'ln -s "$PWD" ~/catkin_ws/src/f1_brain': by('test/real/package.test.ts', 'catkin_make'),
  'catkin_make -C ~/catkin_ws': by('test/real/package.test.ts', 'catkin_make'),
  '. ~/catkin_ws/devel/setup.sh': by('test/real/package.test.ts', 'devel'),
  'rosrun f1_brain f1-brain doctor': inRos('answers', { says: /agrees with its card/ }),
  'catkin_make -C ~/catkin_ws install': by('test/real/package.test.ts', 'install'),
  'export ROS_PACKAGE_PATH="$PWD:$ROS_PACKAGE_PATH"': notRun('is how this test is run'),
  'rosrun f1_brain brain --help': inRos('answers', { says: /Usage: f1-brain run/ }),
  'roslaunch f1_brain lap.launch brain:=slim_pilotnet out:="$PWD/out/launched"': by(
    'test/real/launch.test.ts',
    'lap.launch',
  ),
  'rosrun f1_brain brain _brain:=line_follower _provider:=cpu': inRos('driver'),
  'roscore &': by('test/real/support/roscore.ts', "'roscore'"),
  'roslaunch --wait f1_brain brain.launch name:=left camera:=/left/image_raw odom:=/left/odom cmd_vel:=/left/cmd_vel &':
    by('test/real/launch.test.ts', 'cmd_vel:='),
  'roslaunch --wait f1_brain brain.launch name:=right camera:=/right/image_raw odom:=/right/odom cmd_vel:=/right/cmd_vel':
    by('test/real/launch.test.ts', 'cmd_vel:='),
  'roslaunch --wait f1_brain lap.launch brain:=slim_pilotnet &': by('test/real/launch.test.ts', 'lap.launch'),
  'roslaunch --wait f1_brain another_car.launch car:=car2 brain:=line_follower': by(
    'test/real/launch.test.ts',
    'another_car.launch',
  ),
  catkin_make: by('test/real/package.test.ts', 'catkin_make'),
  catkin_make_isolated: notRun('takes minutes'),
  'npm run build': by('test/container/scripts.slow.test.ts', 'build.sh'),
  'rosmsg show f1_brain/Metrics': inRos('answers', { says: /float/ }),
  'rosrun f1_brain brain [BRAIN]': A_FORM,
  'rosrun f1_brain simulator': inRos('world'),
  'rosrun f1_brain gazebo WORLD': A_FORM,
  'rosrun f1_brain jderobot_lap ARG:=VALUE...': A_FORM,
  'rosrun f1_brain f1-brain COMMAND': A_FORM,
  'roslaunch --ros-args f1_brain brain.launch': inRos('answers', { says: /brain/ }),
  'roslaunch -p 11312 f1_brain lap.launch': by('test/real/launch.test.ts', 'lap.launch'),

  // docs/runs.md
  'npx f1-brain runs [DIR]': A_FORM,
  'npx f1-brain runs out/EXPERIMENT': A_FORM,
  'f1-brain runs FOLDER --prune --failed --yes': A_FORM,
  'npx jiti bench/runs.ts': notRun('writes ten thousand runs'),

  // docs/experiments.md, the runner
  'npx jiti bench/experiment-runner.ts --write': notRun('drives sixty laps'),

  // docs/queue.md
  'npx jiti bench/queue.ts --write': notRun('drives for minutes, with a redis-server'),
  'npx f1-brain worker --queue URL': A_FORM,
  'npx f1-brain worker --queue redis://HOST:6379': by('test/real/queue.test.ts', 'worker'),
  'npx f1-brain experiment multi.yml --world gazebo': by(
    'test/real/gazebo-experiment.test.ts',
    'world: gazebo',
  ),
  'npx f1-brain experiment FILE.yml --queue redis://HOST:6379': by('test/real/queue.test.ts', 'experiment'),

  // docs/cars.md
  'npx f1-brain lap line_follower --car academy': as(
    `npx f1-brain lap line_follower --car academy ${LOCKSTEP}`,
    {
      says: /car +academy/,
    },
  ),

  // docs/world.md
  'npx f1-brain lap line_follower --circuit simple_circuit_no_wall --car multicamera': as(
    'npx f1-brain lap line_follower --circuit simple_circuit_no_wall --car multicamera --world lockstep --no-record',
    { says: /completed +yes/ },
  ),
  'npx f1-brain lap line_follower --world lockstep --start-pose 53.2,-10.7,-1.5': as(
    `npx f1-brain lap line_follower --start-pose 8.1,0,1.5 ${LOCKSTEP}`,
  ),
  'npx f1-brain lap line_follower --world lockstep --camera-rate 10 --latency 100': as(
    `npx f1-brain lap line_follower ${LOCKSTEP} --camera-rate 10 --latency 100`,
    { says: /10 Hz, latency 100 ms/ },
  ),

  // docs/starts.md
  'npx f1-brain simulate --circuit simple_circuit': inRos('world'),
  'npx f1-brain run --circuit simple_circuit --start random --seed 7 --laps 1': inRos('driver', {
    code: 130,
  }),
  'npx f1-brain run pilotnet --circuit simple_circuit --laps 3 --recovery reset': inRos('driver', {
    code: 130,
  }),

  // docs/optimization.md, docs/quantization.md
  'npx f1-brain optimize --list': asItStands({ says: /prune-filters/ }),
  'npx f1-brain dataset record calibration --frames 500 --spread steering': as(
    `npx f1-brain dataset record calibration ${FEW} --spread steering`,
  ),
  'npx f1-brain evaluate --models pilotnet pilotnet_int8 slim_pilotnet slim_pilotnet_int8 --dataset calibration --profile':
    as(
      'npx f1-brain evaluate --models slim_pilotnet slim_pilotnet_int8 --dataset calibration --profile --frames 20 --rounds 1',
      { says: /slim_pilotnet_int8: its operators take/ },
    ),
  'npx f1-brain optimize pilotnet --strategy static --calibration calibration': asItStands(),
  'npx f1-brain optimize pilotnet --strategy prune-filters,static --calibration calibration --ratio 0.4 --out small.onnx':
    as(
      'npx f1-brain optimize pilotnet --strategy prune-filters,static --calibration calibration --ratio 0.4 --out small.onnx --max-distance 1',
    ),
  'npx f1-brain optimize models/pilotnet.onnx --strategy float16 --json': asItStands({
    says: /^\{[\s\S]*\}\s*$/,
  }),
  'npx f1-brain optimize models/pilotnet.onnx --strategy static --calibration calibration --out pilotnet_int8.onnx':
    asItStands(),

  // docs/optimize.md
  'npx f1-brain optimize slim_pilotnet --goal "size<=0.2MB, laps=10/10, max_deviation<=0.3m"': as(
    'npx f1-brain optimize slim_pilotnet --goal "size<=0.2MB, laps=1/1, max_deviation<=2m" --circuits ring.yml ' +
      '--directions forward --pictures 8 --calibration-frames 8 --frames 8 --strategy float16-weights',
    { says: /winner: float16_weights/ },
  ),
  'npx f1-brain optimize --goal "size<=1MB" --list': asItStands({ says: /prune_filters_10_static/ }),

  // docs/recording.md
  'npx f1-brain convert out/20261122-231509/20261122-231509.bag --to mcap': as(
    'npx f1-brain convert my-lap.bag --to mcap',
    { says: /messages on/ },
  ),
  'npx f1-brain lap pilotnet --record-images jpeg': as(
    `npx f1-brain lap pilotnet --record-images jpeg ${LOCKSTEP}`,
  ),
  'rosservice call /f1_brain/stop_recording': inRos('answers', { says: /success: True/ }),
  'rosservice call /f1_brain/start_recording': inRos('answers', { says: /success: True/ }),

  // docs/reports.md
  'npx f1-brain report out/first': by('test/cli/report-experiment.test.ts', "run(['report', store, '--out'"),
  'npx f1-brain report out/first out/second': by(
    'test/cli/report-experiment.test.ts',
    "run(['report', store, store",
  ),
  'npx f1-brain report out/first/runs': by('test/cli/report.test.ts', "path.join(root, 'runs')"),
  'npx f1-brain compare out/first out/second': by(
    'test/cli/report-experiment.test.ts',
    "run(['compare', store",
  ),
  'npx f1-brain report out/': as('npx f1-brain report out/a'),
  'npx f1-brain report a.bag b.bag --out report': asItStands({
    before: ['cp my-lap.bag a.bag', 'cp drive.bag b.bag'],
  }),
  'npx f1-brain compare out/pilotnet-fp32 out/pilotnet-int8': asItStands({
    before: ['cp -r out/a out/pilotnet-fp32', 'cp -r out/b out/pilotnet-int8'],
  }),
  'npx f1-brain compare a.bag b.bag --json --out comparison': asItStands(),

  // docs/safety.md
  'npx jiti bench/faults.ts': CHECKS,
  'f1-brain master --host 0.0.0.0': by('test/real/faults-sockets.test.ts', '0.0.0.0'),
  'rosrun f1_brain f1-brain guard': inRos('driver'),
  'npm run soak': by('test/real/soak.test.ts', 'soak.ts'),

  // docs/circuits.md
  'npx f1-brain circuit learn BAG': A_FORM,
  'npx f1-brain circuit generate --seed N': A_FORM,
  'npx f1-brain lap line_follower --circuit generated:17': as(
    'npx f1-brain lap line_follower --circuit generated:17 --world lockstep --no-record',
  ),
  'npx f1-brain circuit generate --seed 1 --count 10 --picture circuits.png': asItStands(),
  'npx jiti scripts/circuit-shapes.ts': notRun('writes the document'),
  'npx jiti bench/generated-circuits.ts': notRun('takes half an hour'),
  'npx f1-brain circuit learn monaco.bag --name monaco_line': asItStands({
    before: [`${BAG} out/monaco --record-images jpeg`, 'cp out/monaco/*.bag monaco.bag'],
    says: /circuits\/monaco_line\.yml/,
  }),
  'npx f1-brain lap --circuit monaco_line': as('npx f1-brain lap --circuit monaco_line --world lockstep'),
  'npx f1-brain metrics monaco.bag --circuit monaco_line': asItStands(),
  'npx f1-brain run BRAIN --record-images jpeg': A_FORM,
  'npx jiti bench/learned-circuits.ts': notRun('takes a quarter of an hour'),

  // docs/world.md
  'npx jiti bench/render-likeness.ts FOLDER': notRun(
    'needs recorded frames of Gazebo, which are not part of the project',
  ),

  // examples/README.md
  'npx f1-brain lap examples/own-brain/line-brain.yml --out out/own-brain': as(
    `npx f1-brain lap examples/own-brain/line-brain.yml --out out/own-brain ${LOCKSTEP}`,
  ),
  // docs/library.md, examples/README.md
  'npx jiti examples/session/compare-brains.ts': by('test/examples/session.test.ts', 'compare-brains.ts'),
  'python3 python/f1_brain_gym/conformance.py': by('test/python/f1-brain-gym.test.ts', 'conformance.py'),
  'pip install ./python/f1_brain_gym': NETWORK,
  'python3 bench/gym_steps.py': notRun('a benchmark; what it calls has tests'),
  'python3 examples/python/read_run.py out/own-brain': by('test/examples/python.test.ts', 'read_run.py'),

  // training/README.md
  'npm run train': by('test/training/training.slow.test.ts', 'training/run.sh'),
  'npm run train -- slim_pilotnet': HOURS,
  'bash training/run.sh NETWORK': HOURS,
  'pip install -r training/requirements.txt': NETWORK,
  'npx f1-brain dataset record datasets/mine': as(`npx f1-brain dataset record datasets/mine ${FEW}`),
  'npx jiti training/pack-dataset.ts datasets/mine --out training/data/mine': asItStands(),
  'bash training/run.sh pilotnet --data training/data/mine': HOURS,
  'bash training/run.sh pilotnet --data training/data/mine --frames 0': HOURS,
  'npx jiti training/judge.ts --model models/slim_pilotnet.onnx --real FOLDER,FOLDER': notRun(
    'needs recorded frames of Gazebo',
  ),
  'npx jiti training/judge.ts --model models/NETWORK.onnx --real .../simple_circuit,.../montreal_line --card':
    notRun('needs recorded frames of Gazebo'),
};

/** A program and what it can do, named in prose: `f1-brain optimize`, `rostopic echo`, `docker build`. */
export const isMention = (command: string) =>
  /^(npx )?f1-brain( [a-z-]+){1,2}( --[a-z-]+)?$/.test(command) ||
  /^(ros[a-z]+|docker( compose)?) [a-z]+$/.test(command);
