import { document, type XmlElement, xml } from './xml';

/** SDF version of models and worlds. */
export const SDF_VERSION = '1.6';

/** Files by their path in the export, with / between folders. */
export type Files = Map<string, string | Uint8Array>;

export const MADE_BY = 'Made by f1-brain export-gazebo.';

/** Adds a model to models/, where Gazebo finds it by its name. */
export function addModel(files: Files, name: string, description: string, model: XmlElement): void {
  files.set(
    `models/${name}/model.config`,
    document(
      xml(
        'model',
        {},
        xml('name', {}, name),
        xml('version', {}, '1.0'),
        xml('sdf', { version: SDF_VERSION }, 'model.sdf'),
        xml('author', {}, xml('name', {}, 'f1-brain')),
        xml('description', {}, description),
      ),
      MADE_BY,
    ),
  );
  files.set(`models/${name}/model.sdf`, document(xml('sdf', { version: SDF_VERSION }, model), MADE_BY));
}
