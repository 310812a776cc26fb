import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readBrain } from '../../../src/config/brain-file';
import { type RunMetadata, readRunMetadata } from '../../../src/measure/metrics/run-metadata';
import { bagMetadata } from '../../../src/session/recording/metadata';

const file = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-metadata-')), 'mine.yml');
const MODEL = { sha256: 'abc', path: '/models/net.onnx', bytes: 7 };
const run: RunMetadata = {
  brain: 'mine',
  model: 'pilotnet',
  model_sha256: MODEL.sha256,
  model_path: MODEL.path,
  provider: 'cpu',
  world: 'ros',
  circuit: 'simple_circuit',
  direction: 'reverse',
  laps: 2,
  seed: 3,
  wall_contacts: 0,
  endless: false,
  ended: { because: 'completed', simulated_s: 71.5, left_ms: 80_000 },
  frames: { received: 10, answered: 8, superseded: 1, failed: 0, rejected: 1 },
  odometry_stamps: 'simulated',
  topics: { odometry: '/odom', clock: '/clock', command: '/cmd_vel', decision: '/car/decision' },
  cycle_ms: 50,
  real_seconds: 72.25,
  recoveries: [{ because: 'trapped', from_s: 10.1, to_s: 11.2 }],
  brain_changes: [
    { real_seconds: 12.5, brain: 'other', model: null, model_sha256: null, model_path: null, provider: null },
  ],
};

function metadataOf(text: string) {
  writeFileSync(file, text);
  const facts = { configuration: readBrain(file), model: MODEL, recordTime: 'wall', run } as const;
  return JSON.parse(JSON.stringify(bagMetadata(facts))) as Record<string, unknown>;
}

describe('the metadata of a bag', () => {
  it('says what a file of BehaviorMetrics said, under the names that its scripts read', () => {
    const metadata = metadataOf(`
Behaviors:
  Robot: {BrainPath: brains/f1/brain_f1_torch.py, Parameters: {Model: net.pth}, Type: f1, PilotTimeCycle: 50}
  Simulation: {World: /opt/simple_circuit.launch, RealTimeUpdateRate: 1000}
  Experiment: {Name: Reverse, Description: '', Timeout: [75, 80], Repetitions: 2}
`);
    expect(metadata).toMatchObject({
      world: '/opt/simple_circuit.launch',
      brain_path: 'brains/f1/brain_f1_torch.py',
      robot_type: 'f1',
      experiment_model: 'net.pth',
      experiment_name: 'Reverse',
      experiment_description: null,
      experiment_timeout: 75,
      experiment_repetition: 0,
    });
    expect(metadata.f1_brain).toMatchObject({ real_time_update_rate: 1000 });
  });

  it('has every key where the file says nothing', () => {
    expect(metadataOf('Behaviors: {Robot: {BrainPath: line_follower}}')).toMatchObject({
      world: 'simple_circuit',
      brain_path: 'line_follower',
      robot_type: 'f1',
      experiment_model: 'pilotnet',
      experiment_name: 'mine',
      experiment_description: null,
      experiment_timeout: null,
      experiment_repetition: 0,
    });
  });

  it('gives back what the metrics ask it for, and says what made the bag', () => {
    const metadata = metadataOf('Behaviors: {Robot: {BrainPath: line_follower}}');
    expect(readRunMetadata(metadata)).toMatchObject({ ...run, ours: true, record_time: 'wall' });
    expect(metadata.f1_brain).toMatchObject({
      model_sha256: 'abc',
      model_path: '/models/net.onnx',
      model_bytes: 7,
      brain_file: file,
      host: { name: expect.any(String), cores: expect.any(Number) },
      versions: { node: process.versions.node, f1_brain: expect.stringMatching(/^\d/) },
    });
  });
});
