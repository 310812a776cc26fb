// Measures the way of a frame, stage by stage and against reference programs, and writes docs/performance.md.
// Wants a quiet machine; with python3-torch, python3-opencv, python3-onnx and rospy (Debian's packages) it measures
// everything, without them it says what it left out.
//
//     npm run bench [-- --rounds 5] [--only frame,render,lockstep,ros,memory,likeness,bags,metrics,recording,observing]
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { argument, machine, median, ROOT, replaceBetween, rowsBetween, table } from './tables.mjs';

const PYTHON = process.env.PYTHON ?? '/usr/bin/python3';
const MAIN = path.join(ROOT, 'dist/cli/main.js');
const JITI = path.join(ROOT, 'node_modules/jiti/lib/jiti-cli.mjs');
const OUT = path.join(ROOT, 'out', 'bench');
const rounds = Number(argument('--rounds') ?? 5);
const ALL = [
  'frame',
  'render',
  'lockstep',
  'ros',
  'memory',
  'likeness',
  'bags',
  'metrics',
  'recording',
  'observing',
];
const only = argument('--only')?.split(',') ?? ALL;
const execute = promisify(execFile);
const say = (text) => process.stderr.write(`${text}\n`);
/** Models that are held against the fp32 PilotNet on the way of a frame. */
const SMALLER = ['pilotnet_int8', 'slim_pilotnet', 'slim_pilotnet_int8'].filter((name) =>
  existsSync(path.join(ROOT, 'models', `${name}.onnx`)),
);
const ms = (value) => (value === null || value === undefined ? '–' : value.toFixed(value < 0.1 ? 3 : 2));

async function json(program, args, options = {}) {
  const { stdout } = await execute(program, args, { cwd: ROOT, maxBuffer: 1 << 26, ...options });
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

async function available(module) {
  return execute(PYTHON, ['-c', `import ${module}`]).then(
    () => true,
    () => false,
  );
}

/** Frame in memory to command: ours and TorchScript's in turn, so that both see the same machine. */
async function frame() {
  const torch =
    (await available('torch, cv2, numpy')) || say('left out: python3-torch and python3-opencv are missing');
  const inGraph = path.join(OUT, 'pilotnet-in-graph.onnx');
  const graph = await available('onnx').then(async (yes) => {
    if (!yes) return say('left out: resize in the graph (python3-onnx is missing)');
    await execute(PYTHON, [
      path.join(ROOT, 'bench/reference/in_graph.py'),
      path.join(ROOT, 'models/pilotnet.onnx'),
      inGraph,
    ]);
    return true;
  });
  const runs = [];
  for (let round = 0; round < rounds; round++) {
    const reference = torch
      ? await json(PYTHON, ['bench/reference/torch_reference.py', '--iterations', '1000'])
      : null;
    const args = [
      'bench/frame-to-command.ts',
      '--json',
      '--rounds',
      '20',
      ...(graph ? ['--in-graph', inGraph] : []),
      ...(SMALLER.length > 0 ? ['--models', SMALLER.join(',')] : []),
    ];
    const ours = await json(process.execPath, [JITI, ...args]);
    runs.push({ reference, ours });
    say(
      `frame ${round + 1}/${rounds}: ours p50 ${ms(ours['frame in memory to command'].p50_ms)} ms, TorchScript ${ms(reference?.p50_ms)} ms`,
    );
  }
  const stages = Object.keys(runs[0].ours).map((name) => ({
    name,
    p50: median(runs.map(({ ours }) => ours[name].p50_ms)),
    p99: median(runs.map(({ ours }) => ours[name].p99_ms)),
  }));
  const whole = stages.find(({ name }) => name === 'frame in memory to command');
  const reference = torch && {
    p50: median(runs.map((run) => run.reference.p50_ms)),
    p99: median(runs.map((run) => run.reference.p99_ms)),
    ratios: Object.fromEntries(
      ['pilotnet', ...SMALLER].map((model) => {
        const stage = `frame in memory to command${model === 'pilotnet' ? '' : `, ${model}`}`;
        return [model, runs.map((run) => run.reference.p50_ms / run.ours[stage].p50_ms)];
      }),
    ),
    what: `OpenCV ${runs[0].reference.opencv} resize + TorchScript ${runs[0].reference.torch} (${runs[0].reference.network})`,
  };
  const rows = stages.map(({ name, p50, p99 }) => [name, ms(p50), ms(p99), (p50 / whole.p50).toFixed(2)]);
  if (reference)
    rows.push([
      `the same job in Python: ${reference.what}`,
      ms(reference.p50),
      ms(reference.p99),
      (reference.p50 / whole.p50).toFixed(2),
    ]);
  const spread = reference
    ? `\nTimes faster than TorchScript, run by run: ${Object.entries(reference.ratios)
        .map(
          ([model, r]) =>
            `${model} ${r.map((x) => x.toFixed(2)).join(', ')} (median ${median(r).toFixed(2)})`,
        )
        .join('; ')}.`
    : '';
  return {
    text: `### Frame in memory to command\n\nfp32 PilotNet, CPU, one thread, ${rounds} runs of 1000 frames each.\n\n${table(['stage', 'p50 ms', 'p99 ms', 'of the whole'], rows)}\n${spread}`,
    summary:
      reference &&
      ['pilotnet', ...SMALLER].map((model) => [
        `frame in memory to command, ${model}, one CPU thread`,
        `${ms((model === 'pilotnet' ? whole : stages.find(({ name }) => name.endsWith(`, ${model}`))).p50)} ms`,
        `${ms(reference.p50)} ms with OpenCV + TorchScript PilotNet: ${median(reference.ratios[model]).toFixed(2)} times`,
      ]),
    figures: { stages, reference },
  };
}

async function render() {
  const runs = [];
  for (let round = 0; round < rounds; round++) {
    runs.push(await json(process.execPath, [JITI, 'bench/render.ts', '--json']));
    say(`render ${round + 1}/${rounds}`);
  }
  const full = runs.map((run) => run.filter(({ rows }) => rows === '0-479'));
  const rows = full[0].map(({ circuit }, i) => [
    circuit,
    ms(median(full.map((run) => run[i].p50_ms))),
    ms(median(full.map((run) => run[i].p99_ms))),
    median(full.map((run) => run[i].frames_per_second)).toFixed(0),
  ]);
  return {
    text: `### Rendering\n\n640x480, one core, frames along a lap.\n\n${table(['circuit', 'p50 ms', 'p99 ms', 'frames/s'], rows)}`,
    summary: [
      'rendering 640x480, one core, slowest circuit',
      `${Math.min(...rows.map((row) => Number(row[3])))} frames/s`,
      '20 frames/s are needed',
    ],
    figures: rows,
  };
}

async function lockstep() {
  const rows = [];
  for (const circuit of ['simple_circuit', 'many_curves', 'montreal_line']) {
    const factors = [];
    for (let round = 0; round < Math.min(rounds, 3); round++) {
      const args = ['lap', 'pilotnet', '--world', 'lockstep', '--circuit', circuit, '--json'];
      factors.push(
        (await json(process.execPath, [MAIN, ...args, '--out', path.join(OUT, 'lockstep')])).real_time_factor,
      );
    }
    rows.push([circuit, median(factors).toFixed(1), factors.map((f) => f.toFixed(1)).join(', ')]);
    say(`lockstep ${rows.at(-1).join(' | ')}`);
  }
  return {
    text: `### Lockstep laps with the PilotNet\n\nSimulated over wall time.\n\n${table(['circuit', 'times real time', 'runs'], rows)}`,
    summary: [
      'lockstep laps with the PilotNet, slowest circuit',
      `${Math.min(...rows.map((row) => Number(row[1])))} times real time`,
      '',
    ],
    figures: rows,
  };
}

/** Starts an embedded master and the node, and hands out their environment and the node's process. */
async function withNode(brain, use) {
  const master = spawn(process.execPath, [MAIN, 'master', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const uri = await new Promise((resolve) => {
    master.stdout.setEncoding('utf8').on('data', (text) => {
      const found = /ROS_MASTER_URI=(\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
  });
  const env = { ...process.env, ROS_MASTER_URI: uri, ROS_IP: '127.0.0.1' };
  const args = ['run', brain, '--provider', 'cpu', '--out', path.join(OUT, 'node')];
  const node = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  await new Promise((resolve, reject) => {
    node.stderr.setEncoding('utf8').on('data', (text) => text.includes('drives with') && resolve());
    node.once('exit', () => reject(new Error('the node ended')));
  });
  try {
    return await use(env, node.pid);
  } finally {
    node.kill('SIGINT');
    await new Promise((resolve) => node.once('exit', resolve));
    master.kill('SIGTERM');
  }
}

/** Nodes with one brain each, one after the other in every round. */
async function ros() {
  if (!(await available('rospy'))) return say('left out: ROS round trip (python3-rospy is missing)');
  const brains = ['pilotnet', ...SMALLER, 'line_follower'];
  const rates = [
    [20, 400],
    [60, 1200],
  ];
  const runs = new Map(brains.flatMap((brain) => rates.map(([rate]) => [`${brain} ${rate}`, []])));
  for (let round = 0; round < Math.min(rounds, 5); round++) {
    for (const brain of brains) {
      await withNode(brain, async (env) => {
        for (const [rate, count] of rates) {
          const run = await json(
            PYTHON,
            ['bench/ros_roundtrip.py', '--rate', `${rate}`, '--count', `${count}`],
            { env },
          );
          runs.get(`${brain} ${rate}`).push(run);
          say(
            `ros ${brain} ${rate} Hz: p50 ${ms(run.round_trip_ms.p50)}, p99 ${ms(run.round_trip_ms.p99)} ms`,
          );
        }
      });
    }
  }
  const rows = brains.flatMap((brain) =>
    rates.map(([rate]) => {
      const of = (key) => runs.get(`${brain} ${rate}`).map((run) => run.round_trip_ms[key]);
      return [
        brain,
        `${rate} Hz`,
        ms(median(of('p50'))),
        of('p50').map(ms).join(', '),
        ms(median(of('p90'))),
        ms(median(of('p99'))),
        runs
          .get(`${brain} ${rate}`)
          .map((run) => `${run.lost}`)
          .join(', '),
      ];
    }),
  );
  const sent = rates.map(([rate, count]) => `${count} frames at ${rate} Hz`).join(', ');
  return {
    text: `### Camera message published by rospy to Twist received in it\n\n640x480 rgb8 noise, CPU, recording on (the default), ${sent} a run; a frame without an answer before the next one is due counts as lost.\n\n${table(['brain', 'rate', 'p50 ms', 'p50 run by run', 'p90 ms', 'p99 ms', 'lost, run by run'], rows)}\n\nBehaviorMetrics' own loop, measured earlier on a machine of this class: 77 ms p50, 127 ms p99.`,
    summary: rows
      .filter(([brain, rate]) => rate === '20 Hz' && brain !== 'line_follower')
      .map(([brain, , p50, , , p99]) => [
        `camera message from rospy to Twist in rospy, 20 Hz, ${brain}`,
        `${p50} ms p50, ${p99} ms p99`,
        "77 ms p50, 127 ms p99 with BehaviorMetrics' loop (not in the same run)",
      ]),
    figures: rows,
  };
}

/** Resident memory of the node while 20,000 frames pass. */
async function memory() {
  if (!(await available('rospy')))
    return say('left out: memory over 20,000 frames (python3-rospy is missing)');
  const samples = [];
  await withNode('pilotnet', async (env, pid) => {
    const resident = () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
    const timer = setInterval(() => samples.push(resident()), 1000);
    const result = await json(
      PYTHON,
      ['bench/ros_roundtrip.py', '--rate', '120', '--count', '20000', '--warmup', '200'],
      { env },
    );
    clearInterval(timer);
    say(`memory: ${result.answered} of ${result.sent} answered`);
  });
  const tenth = Math.max(1, Math.floor(samples.length / 10));
  const parts = Array.from({ length: 10 }, (_, i) => median(samples.slice(i * tenth, (i + 1) * tenth)));
  const rows = [parts.map((value) => value.toFixed(0))];
  return {
    text: `### Memory of the node over 20,000 frames\n\nResident set in MB, median of each tenth of the run; at most ${Math.max(...samples).toFixed(0)} MB.\n\n${table(
      parts.map((_, i) => `${(i + 1) * 10}%`),
      rows,
    )}`,
    summary: [
      'memory of the node over 20,000 frames',
      `${parts[1].toFixed(0)} MB after 20%, ${parts[9].toFixed(0)} MB at the end`,
      '',
    ],
    figures: { parts, highest_mb: Math.max(...samples) },
  };
}

/** The renderer's pictures against recorded ones, where a folder of those is at hand. */
async function likeness() {
  const folder = argument('--recorded') ?? path.join(ROOT, '../shared/gazebo/frames');
  if (!existsSync(folder)) return say(`left out: likeness of the pictures (no recorded frames at ${folder})`);
  const found = await json(process.execPath, [
    JITI,
    'bench/render-likeness.ts',
    folder,
    '--json',
    '--sheet',
    OUT,
  ]);
  const rows = found.map((one) => [
    one.circuit,
    one.frames,
    `${one.line_iou_mean.toFixed(3)} / ${one.line_iou_p5.toFixed(3)}`,
    [one.difference_above_horizon, one.difference_far_rows, one.difference_near_rows]
      .map((d) => d.toFixed(1))
      .join(' / '),
    one.v_difference_mps.toFixed(3),
    one.w_difference_radps.toFixed(3),
    one.w_correlation.toFixed(4),
  ]);
  const header = [
    'circuit',
    'frames',
    'line mask: intersection over union, mean / p5',
    'difference above horizon / far / near rows',
    'v apart m/s',
    'w apart rad/s',
    'w correlation',
  ];
  return { file: 'docs/world.md', text: table(header, rows), summary: null, figures: found };
}

/** Bags written and scanned, ours and rosbag's Python API in turn. */
async function bags() {
  const found = await json(process.execPath, [
    JITI,
    'bench/bag.ts',
    '--json',
    '--rounds',
    `${rounds}`,
    '--large',
  ]);
  const whole = (value) => (value === null ? '–' : value.toFixed(0));
  const rows = found.map((one) => [
    one.name,
    whole(one.bytes / 1e6),
    whole(one.messages),
    whole(one.write_ms),
    whole(one.scan_ms),
    whole(one.scan_maxRss_MB),
    whole(one.python_write_ms),
    whole(one.python_read_ms),
  ]);
  const header = [
    'bag',
    'MB',
    'messages',
    'written ms',
    'scanned ms',
    'scan at most MB',
    'rosbag Python: written ms',
    'read ms',
  ];
  return {
    text: `### Bags\n\nMedians of ${rounds} runs in turn, each in a process of its own; odometry, clock and image headers are decoded.\n\n${table(header, rows)}`,
    summary: null,
    figures: found,
  };
}

/** `f1-brain metrics` as a process against the same figures with rosbag, numpy and scipy. */
async function metrics() {
  const found = await json(process.execPath, [JITI, 'bench/metrics.ts', '--json', '--runs', `${rounds}`]);
  const seconds = (value) => (value === null ? '–' : value.toFixed(2));
  const of = (runs, key) => median(runs.map((run) => run[key]));
  const ratioOf = (one) => {
    const ratios = one.command.flatMap(({ wall_s }, i) =>
      one.python?.[i] ? [one.python[i].wall_s / wall_s] : [],
    );
    return ratios.length === 0 ? null : median(ratios);
  };
  const rows = found.map((one) => [
    one.bag,
    one.size_MB.toFixed(0),
    `${one.messages}`,
    seconds(of(one.command, 'wall_s')),
    of(one.command, 'rss_MB').toFixed(0),
    seconds(median(one.warm_s)),
    one.python?.length ? seconds(of(one.python, 'wall_s')) : '–',
    one.python?.length ? of(one.python, 'rss_MB').toFixed(0) : '–',
    ratioOf(one) === null ? '–' : `${ratioOf(one).toFixed(1)} times`,
  ]);
  const header = [
    'bag',
    'MB',
    'messages',
    'f1-brain metrics s',
    'at most MB',
    'measureBag alone s',
    'Python s',
    'at most MB',
    'ratio',
  ];
  const first = found[0];
  return {
    text: `### Metrics of a bag\n\nOdometry at 20 Hz, clock at 1 kHz; the 2 GB bag holds raw camera frames. Whole processes, start included; Python is bench/reference/bag_metrics.py (rosbag, numpy, scipy), which gives BehaviorMetrics' figures alone. Medians of ${rounds} runs in turn.\n\n${table(header, rows)}`,
    summary: [
      'measuring a 10-minute bag (20 Hz odometry, 1 kHz clock)',
      `${rows[0][3]} s`,
      ratioOf(first) === null ? '' : `${rows[0][6]} s with rosbag, numpy and scipy: ${rows[0][8]}`,
    ],
    figures: found,
  };
}

/** The node with and without recording, in turn. */
async function recording() {
  const { modes, copies } = await json(process.execPath, [
    JITI,
    'bench/recording.ts',
    '--json',
    '--rounds',
    `${rounds}`,
    '--frames',
    '300',
    '--laps',
    '1',
  ]);
  const share = (value) => (value === null ? '–' : `${(100 * value).toFixed(1)} %`);
  const rows = modes.map((one) => [
    one.mode,
    `${ms(one.step_p50_ms)} / ${ms(one.step_p99_ms)}`,
    `${ms(one.sensor_to_actuator_p50_ms)} / ${ms(one.sensor_to_actuator_p99_ms)}`,
    `${ms(one.round_trip_p50_ms)} / ${ms(one.round_trip_p99_ms)}`,
    `${one.frames_lost}`,
    `${one.camera_frames_not_recorded}`,
    share(one.recording_thread_share_of_a_core),
    share(one.process_share_of_a_core),
    one.lockstep_times_real_time.toFixed(1),
  ]);
  const header = [
    'recorded',
    'step p50 / p99 ms',
    'frame to command p50 / p99 ms',
    'round trip in rospy p50 / p99 ms',
    'frames lost',
    'frames not recorded',
    'recording thread, of a core',
    'whole node, of a core',
    'lockstep, times real time',
  ];
  const copied = Object.entries(copies)
    .map(([what, one]) => `${what} ${one.p50_ms.toFixed(3)} / ${one.p99_ms.toFixed(3)}`)
    .join(', ');
  return {
    text: `### What recording costs\n\nPilotNet, 640x480 rgb8 at 20 Hz from rospy, medians of ${rounds} rounds in turn.\n\n${table(header, rows)}\n\nWhat a message's copy for the record takes of the driving thread, p50 / p99 ms: ${copied}. A picture is copied after its command has left.`,
    summary: null,
    figures: { modes, copies },
  };
}

/** What watching the node and changing its brain does to its commands. */
async function observing() {
  const runs = [];
  for (let round = 0; round < rounds; round++) {
    runs.push(await json(process.execPath, ['bench/observing.mjs']));
    say(`observing ${round + 1}/${rounds}`);
  }
  const cases = Object.keys(runs[0].results);
  const of = (name, key) => median(runs.map(({ results }) => results[name][key]));
  const rows = cases.map((name) => [
    name,
    `${ms(of(name, 'p50_ms'))} / ${ms(of(name, 'p99_ms'))}`,
    ms(of(name, 'max_ms')),
    ms(of(name, 'longest_gap_ms')),
  ]);
  const header = [
    'meanwhile',
    'frame to command p50 / p99 ms',
    'longest ms',
    'longest time between two commands ms',
  ];
  const load = median(runs.flatMap(({ load_ms }) => load_ms));
  return {
    text: `### What watching and changing the brain costs\n\nslim_pilotnet, the built-in world's camera at 20 Hz (a command each 50 ms), medians of ${rounds} rounds. Opening, checking and warming up the other brain beside the one that drives took ${ms(load)} ms (median).\n\n${table(header, rows)}`,
    summary: null,
    figures: { runs },
  };
}

mkdirSync(OUT, { recursive: true });
for (const run of ['lockstep', 'node']) rmSync(path.join(OUT, run), { recursive: true, force: true });
// Parts measured before stay until they are measured again.
const saved = path.join(OUT, 'bench.json');
const before = existsSync(saved) ? JSON.parse(readFileSync(saved, 'utf8')) : {};
const results = {};
const MEASURES = { frame, render, lockstep, ros, memory, likeness, bags, metrics, recording, observing };
for (const [name, measure] of Object.entries(MEASURES)) {
  if (!only.includes(name)) continue;
  say(`measuring ${name} ...`);
  const result = await measure();
  if (result) results[name] = result;
}
writeFileSync(saved, `${JSON.stringify({ ...before, ...results }, null, 2)}\n`);
for (const [name, result] of Object.entries(results)) {
  replaceBetween(result.file ?? 'docs/performance.md', `bench ${name}`, `${result.text}\n\n${machine()}`);
}
// A measurement gives one line or several; those of parts that were not measured now stay, with their date.
const HEADER = ['what', 'f1-brain', 'against', 'measured'];
const today = new Date().toISOString().slice(0, 10);
const now = ALL.map((name) => results[name]?.summary)
  .filter(Boolean)
  .flatMap((summary) => (Array.isArray(summary[0]) ? summary : [summary]))
  .map((row) => [...row, today]);
if (now.length > 0) {
  const kept = rowsBetween('docs/performance.md', 'bench summary').filter(
    ([what]) => !now.some(([one]) => one === what),
  );
  const where = machine().replace(/^Measured \S+ /, 'Measured ');
  replaceBetween('docs/performance.md', 'bench summary', `${table(HEADER, [...now, ...kept])}\n\n${where}`);
}
