import { readModel } from '../../../onnx/file';
import { foldModel } from '../fold';
import { explainNotFloat32 } from '../graph/require-float32';
import { prepareModel } from './prepare';
import { findUnits } from './units';

/** Names of the layers that static quantization quantizes, in graph order, as `--keep-float` takes them; none of a model that is
 *  not float32.
 *  @throws ModelError for a broken model */
export function listQuantizableLayers(file: string): string[] {
  const read = readModel(file);
  if (explainNotFloat32(read.graph) !== null) return [];
  const { model } = foldModel(read, file);
  prepareModel(model, file, 'static');
  return [...new Set(findUnits(model.graph).flatMap(({ name, layer }) => (layer === null ? [] : [name])))];
}
