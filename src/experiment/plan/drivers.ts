import type { BrainConfiguration } from '../../config/brain-configuration';
import { findModel } from '../../config/find-model';
import { cardFileOf, readCard } from '../../config/model-card';
import { readNetworkCard } from '../../config/network-parameters';
import { Problems } from '../../config/problems';
import { hashBrain, hashFile, planFile } from '../run/planned-files';
import type { PlannedModel } from '../run/planned-run';
import type { Driver, Notes } from './draft';

/** Who drives, of a brain that has been read with its model.
 *  @param name what tables call the brain
 *  @throws ConfigurationError, ModelError with a line for each problem of the model */
export function planDriver(configuration: BrainConfiguration, name: string, notes: Notes): Driver {
  const { file, entry = null, kind, imageTransform } = configuration;
  const model = kind.type === 'network' ? planModel(configuration) : null;
  notes.remarks.push(...configuration.remarks.map((remark) => `${file}: ${remark}`));
  notes.warnings.push(...configuration.warnings);
  const module = kind.type === 'module' ? planFile(kind.file) : null;
  if (module !== null) {
    notes.remarks.push(
      `${module.path}: the runs' keys cover this file, not what it imports: after a change there, keep the runs in another folder`,
    );
  }
  return {
    brain: { ...planFile(file, name), sha256: hashBrain({ file, entry }), entry, module },
    model,
    kind: kind.type,
    corruption: imageTransform === null ? null : { name: imageTransform, strength: 1 },
  };
}

function planModel({ parameters, file }: BrainConfiguration): PlannedModel {
  const problems = new Problems();
  readNetworkCard(parameters, file, problems);
  problems.throwAny();
  const { sha256, modelFile } = readCard(findModel(parameters.single('Model'), file, parameters));
  return { ...planFile(modelFile), sha256, card_sha256: hashFile(cardFileOf(modelFile)) };
}
