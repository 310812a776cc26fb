import { existsSync } from 'node:fs';
import path from 'node:path';
import { type ModelCard, readCard } from '../../config/model-card';
import { ConfigurationError, ModelError } from '../../errors';
import { PACKAGE_ROOT } from '../../support/paths';

/** Which model drove, as a bag tells. */
export interface DrivenModel {
  readonly model: string | null;
  readonly model_sha256: string | null;
  readonly model_path: string | null;
}

/** The card of the model that drove: at the path that the bag names, in models/, or beside the bag; where the bag has its
 *  sha256, that very file.
 *  @returns why there is none, in its place */
export function findDrivenModel(
  { model, model_sha256, model_path }: DrivenModel,
  bag: string,
): ModelCard | string {
  if (model === null) return 'it was driven without a model';
  const folders = [path.join(PACKAGE_ROOT, 'models'), 'models', '.', path.dirname(bag)];
  const names = [model, `${model}.onnx`, path.basename(model)].filter((name) => name.endsWith('.onnx'));
  const places = folders.flatMap((folder) => names.map((name) => path.resolve(folder, name)));
  for (const file of model_path === null ? places : [model_path, ...places]) {
    if (!file.endsWith('.onnx') || !existsSync(file)) continue;
    try {
      const card = readCard(file);
      if (model_sha256 === null || card.sha256 === model_sha256) return card;
    } catch (error) {
      // Another file of that name, or one without its card.
      if (!(error instanceof ModelError || error instanceof ConfigurationError)) throw error;
    }
  }
  return `its model '${model}' was not found here`;
}
