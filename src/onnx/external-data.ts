import path from 'node:path';
import { Root, type Type } from 'protobufjs/light';
import { escapeControls, ModelError } from '../errors';
import { shellLine } from '../support/shell-words';

/**
 * Where ONNX allows tensors: in graphs, subgraphs, functions and training graphs (onnx.proto, IR 10). Every message is
 * declared as repeated, since a decoder may merge what occurs twice.
 */
const TREE: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  Model: { 7: 'Graph', 20: 'Training', 25: 'Function' },
  Training: { 1: 'Graph', 2: 'Graph' },
  Function: { 7: 'Node', 11: 'Attribute' },
  Graph: { 1: 'Node', 5: 'Tensor', 15: 'Sparse' },
  Node: { 5: 'Attribute' },
  Attribute: { 5: 'Tensor', 6: 'Graph', 10: 'Tensor', 11: 'Graph', 22: 'Sparse', 23: 'Sparse' },
  Sparse: { 1: 'Tensor', 2: 'Tensor' },
  Tensor: { 13: 'Entry' },
};

interface Part {
  readonly [field: string]: readonly Part[] | readonly string[] | readonly number[];
}

const MODEL: Type = Root.fromJSON({
  nested: {
    ...Object.fromEntries(
      Object.entries(TREE).map(([name, fields]) => [
        name,
        {
          fields: {
            ...Object.fromEntries(
              Object.entries(fields).map(([id, type]) => [
                `f${id}`,
                { rule: 'repeated', type, id: Number(id) },
              ]),
            ),
            ...(name === 'Tensor' ? { location: { rule: 'repeated', type: 'int32', id: 14 } } : {}),
          },
        },
      ]),
    ),
    Entry: {
      fields: {
        key: { rule: 'repeated', type: 'string', id: 1 },
        value: { rule: 'repeated', type: 'string', id: 2 },
      },
    },
  },
}).lookupType('Model');

/**
 * The files besides an ONNX file that hold values of its tensors, relative to its folder, each once. Empty for a model
 * that is one file, and for bytes that are no model.
 */
export function externalFiles(bytes: Uint8Array): string[] {
  const found = new Set<string>();
  try {
    collect(MODEL.decode(bytes) as unknown as Part, found);
  } catch {
    // Decoding the whole file reports what is wrong.
  }
  return [...found];
}

/** Checks that a model is one file: its sha256, its size and every check would otherwise cover the graph alone.
 *  @throws ModelError that says how to make one file of it */
export function requireOneFile(bytes: Uint8Array, file: string): void {
  const others = externalFiles(bytes);
  if (others.length === 0) return;
  const shown = others
    .slice(0, 3)
    .map((name) => `'${escapeControls(name).slice(0, 80)}'`)
    .join(', ');
  const outside = others.some((name) => path.isAbsolute(name) || /(^|[\\/])\.\.([\\/]|$)|^\*\//.test(name));
  if (outside)
    throw new ModelError(`${file}: takes weights from outside its folder (${shown}); do not use it`);
  const target = file.replace(/(\.onnx)?$/i, '-whole.onnx');
  const program = 'import onnx, sys; onnx.save(onnx.load(sys.argv[1]), sys.argv[2])';
  throw new ModelError(
    `${file}: keeps its weights in other files (${shown}), which its card's sha256 does not cover; make one file of ` +
      `it: ${shellLine(['python3', '-c', program, file, target])} (PyTorch: torch.onnx.export(..., external_data=False))`,
  );
}

function collect(part: Part, found: Set<string>): void {
  for (const [field, values] of Object.entries(part)) {
    if (field === 'location' && values.some((value) => value === 1)) found.add(locationOf(part));
    if (field === 'f13' && values.length > 0) found.add(locationOf(part));
    if (field === 'key' || field === 'value' || field === 'location') continue;
    for (const inner of values as readonly Part[]) collect(inner, found);
  }
}

/** Location of a tensor's values; an unnamed file for one that lacks it. */
function locationOf(tensor: Part): string {
  const entries = (tensor.f13 ?? []) as readonly Part[];
  const entry = entries.findLast(({ key }) => key?.at(-1) === 'location');
  return String(entry?.value?.at(-1) ?? '?');
}
