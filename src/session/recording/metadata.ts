import { readFileSync } from 'node:fs';
import { cpus, hostname } from 'node:os';
import path from 'node:path';
import type { BrainConfiguration } from '../../config/brain-configuration';
import type { ModelIdentity } from '../../config/model-identity';
import { RUN_METADATA_KEY, type RunMetadata } from '../../measure/metrics/run-metadata';
import { PACKAGE_ROOT } from '../../support/paths';
import { carFacts, corruptionFacts } from '../setup/opened-brain';

export interface RunFacts {
  readonly configuration: BrainConfiguration;
  /** Null for a brain without a network. */
  readonly model: ModelIdentity | null;
  /** Clock of the record times in the bag. */
  readonly recordTime: 'wall' | 'simulated';
  readonly run: Omit<RunMetadata, 'model_sha256' | 'model_path'>;
}

/**
 * The content of a bag's /metadata: BehaviorMetrics' keys, and ours below `f1_brain`.
 *
 * Their scripts read world, brain_path, robot_type, experiment_model, experiment_name, experiment_description,
 * experiment_timeout and experiment_repetition.
 */
export function bagMetadata({ configuration, model, recordTime, run }: RunFacts): object {
  const { experiment, parameters } = configuration;
  const named = parameters.raw('Model');
  return {
    world: configuration.world ?? run.circuit,
    brain_path: configuration.brainPath,
    robot_type: configuration.robotType,
    experiment_model: typeof named === 'string' ? named : run.model,
    experiment_name: experiment.name ?? configuration.name,
    experiment_description: experiment.description,
    experiment_timeout: experiment.timeout_s,
    experiment_repetition: 0,
    [RUN_METADATA_KEY]: {
      ...run,
      brain_file: configuration.file,
      ...carFacts(configuration),
      ...corruptionFacts(configuration),
      model_sha256: model?.sha256 ?? null,
      model_path: model?.path ?? null,
      model_bytes: model?.bytes ?? null,
      real_time_update_rate: configuration.realTimeUpdateRate,
      record_time: recordTime,
      host: { name: hostname(), processor: cpus()[0]?.model.trim() ?? null, cores: cpus().length },
      versions: versions(),
    },
  };
}

/** Of this program, Node and the inference library. */
function versions(): object {
  const manifest = JSON.parse(readFileSync(path.join(PACKAGE_ROOT, 'package.json'), 'utf8')) as {
    version: string;
    dependencies: Record<string, string>;
  };
  return {
    f1_brain: manifest.version,
    node: process.versions.node,
    onnxruntime: manifest.dependencies['onnxruntime-node'] ?? null,
  };
}
