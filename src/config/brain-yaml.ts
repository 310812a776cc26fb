import { type Document, isMap, isNode, isScalar, parseDocument, visit } from 'yaml';
import { PY_YAML_TAGS, readPyScalar } from './py-yaml';
import { documentValue, readYamlText } from './yaml-file';

/** What a brain's YAML file says, and what its user is to be told of how it was read. */
export interface BrainYaml {
  readonly value: unknown;
  readonly warnings: readonly string[];
}

/**
 * Reads a brain's YAML. A file of BehaviorMetrics (its BrainPath names a Python file) is read as PyYAML reads it there;
 * any other is YAML 1.2, with a warning for each value that PyYAML reads differently. Both know merge keys (`<<`).
 * @param what kind of file, for the error
 * @throws ConfigurationError as readYamlFile does
 */
export function readBrainYaml(file: string, what = 'brain'): BrainYaml {
  const text = readYamlText(file, what);
  const theirs = parseDocument(text, {
    version: '1.1',
    schema: 'failsafe',
    customTags: PY_YAML_TAGS,
    merge: true,
    uniqueKeys: false,
  });
  if (namesPython(theirs)) {
    // Tags that PyYAML's safe_load rejects are warnings here.
    return {
      value: documentValue(theirs, file, what, theirs.warnings),
      warnings: listRepeatedKeys(theirs, file),
    };
  }
  const ours = parseDocument(text, { merge: true });
  return { value: documentValue(ours, file, what), warnings: listDifferences(ours, file) };
}

/** Whether BrainPath is a Python file, or a list with one. */
function namesPython(document: Document): boolean {
  let robot: unknown;
  try {
    robot = (document.toJS({ maxAliasCount: 100 }) as Theirs | null)?.Behaviors?.Robot?.BrainPath;
  } catch {
    // The aliases never end, which is reported where the document is read.
    return false;
  }
  return [robot].flat().some((brain) => typeof brain === 'string' && /\.py$/i.test(brain));
}

interface Theirs {
  readonly Behaviors?: { readonly Robot?: { readonly BrainPath?: unknown } | null } | null;
}

/** In PyYAML the last value of a key counts, without a warning. */
function listRepeatedKeys(document: Document, file: string): string[] {
  const warnings: string[] = [];
  visit(document, {
    Map: (_, map, ancestors) => {
      const keys = map.items.map(({ key }) => String(isScalar(key) ? key.value : key));
      const repeated = keys.filter((key, i) => keys.indexOf(key) !== i && key !== '<<');
      for (const key of new Set(repeated)) {
        warnings.push(
          `${file}: ${pathOf([...ancestors, map], key)} is written ${keys.filter((other) => other === key).length} ` +
            'times; the last counts, as in BehaviorMetrics',
        );
      }
    },
  });
  return warnings;
}

/** Plain values, and keys, that YAML 1.2 and PyYAML read differently. */
function listDifferences(document: Document, file: string): string[] {
  const warnings: string[] = [];
  visit(document, {
    Scalar: (where, scalar, ancestors) => {
      const { type, source, tag } = scalar;
      if (type !== 'PLAIN' || source === undefined || tag !== undefined) return;
      const ours: unknown = scalar.value;
      const theirs = readPyScalar(source);
      if (typeof ours === 'symbol' || source === '<<') return;
      if (theirs !== null && Object.is(theirs.value, ours)) return;
      // -0 is 0 in both.
      if (theirs?.value === ours) return;
      const path = pathOf(ancestors, where === 'key' ? source : null);
      const here = spell(ours);
      warnings.push(
        `${file}: ${path} is ${source}, which is ${here} in YAML 1.2 and here, but ` +
          `${theirs === null ? 'no value' : spell(theirs.value)} in PyYAML and BehaviorMetrics; ` +
          `write ${[ours, ...(theirs === null ? [] : [theirs.value])].map(unambiguous).join(' or ')}`,
      );
    },
  });
  return warnings;
}

/** Keys from the root to a node, joined by dots; items of a list by number. */
function pathOf(ancestors: readonly unknown[], key: string | null): string {
  const path: string[] = [];
  ancestors.forEach((ancestor, i) => {
    const next = ancestors[i + 1];
    if (isNode(ancestor) && 'items' in ancestor && !isMap(ancestor)) {
      path.push(`[${(ancestor.items as unknown[]).indexOf(next)}]`);
    } else if (typeof ancestor === 'object' && ancestor !== null && 'key' in ancestor) {
      const named = (ancestor as { key: unknown }).key;
      if (i < ancestors.length - 1 || key === null) path.push(String(isScalar(named) ? named.source : named));
    }
  });
  if (key !== null) path.push(key);
  return path.join('.').replaceAll('.[', '[');
}

function spell(value: unknown): string {
  return typeof value === 'string' ? `the text '${value}'` : String(value);
}

/** A spelling that both read alike. */
function unambiguous(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value !== 'number' || Object.is(readPyScalar(String(value))?.value, value)) return String(value);
  return value.toExponential().replace(/^(-?\d+)e/, '$1.0e');
}
