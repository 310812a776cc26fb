import type { ScalarTag } from 'yaml';

/**
 * How PyYAML's safe_load reads plain scalars, which is neither YAML 1.1 nor 1.2: `1e3` and `0o17` are text, `0100` is
 * 64, `1:30` is 90, and `yes`, `no`, `on`, `off` are booleans, but `y` and `n` are not. Compared with PyYAML 6.0.3.
 * Dates stay the text that they are written as, since they reach programs of both sides as text.
 */
const BOOLEAN = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const INTEGER =
  /^[-+]?(?:0b[0-1_]+|0[0-7_]+|(?:0|[1-9][0-9_]*)|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const NULL = /^(?:~|null|Null|NULL|)$/;
/** PyYAML cannot make a value of it. */
const NO_VALUE = /^=$/;

type Scalar = string | number | boolean | null;

/** The value of a plain scalar as PyYAML has it; null where it has none at all. */
export function readPyScalar(source: string): { readonly value: Scalar } | null {
  if (NO_VALUE.test(source)) return null;
  if (NULL.test(source)) return { value: null };
  if (BOOLEAN.test(source)) return { value: isTrue(source) };
  if (INTEGER.test(source)) {
    const value = readInteger(source);
    return Number.isNaN(value) ? null : { value };
  }
  return { value: FLOAT.test(source) ? readFloat(source) : source };
}

function isTrue(source: string): boolean {
  return ['yes', 'true', 'on'].includes(source.toLowerCase());
}

/** NaN for digits that are underscores alone, such as 0x_. */
function readInteger(source: string): number {
  const { sign, digits } = withoutSign(source);
  if (digits === '0') return 0;
  if (digits.startsWith('0b')) return sign * Number.parseInt(digits.slice(2), 2);
  if (digits.startsWith('0x')) return sign * Number.parseInt(digits.slice(2), 16);
  if (digits.startsWith('0')) return sign * Number.parseInt(digits, 8);
  return sign * sexagesimal(digits);
}

function readFloat(source: string): number {
  const { sign, digits } = withoutSign(source.toLowerCase());
  if (digits === '.inf') return sign * Number.POSITIVE_INFINITY;
  if (digits === '.nan') return Number.NaN;
  return sign * sexagesimal(digits);
}

function withoutSign(source: string): { readonly sign: 1 | -1; readonly digits: string } {
  const sign = source.startsWith('-') ? -1 : 1;
  return { sign, digits: source.replace(/^[-+]/, '').replaceAll('_', '') };
}

/** `1:30` counts as minutes and seconds do. */
function sexagesimal(digits: string): number {
  return digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

const tag = (name: string, test: RegExp, resolve: ScalarTag['resolve']): ScalarTag => ({
  tag: `tag:yaml.org,2002:${name}`,
  default: true,
  test,
  resolve,
});

/** Tags for the package `yaml` that read plain scalars as PyYAML does, with its schema `failsafe`. */
export const PY_YAML_TAGS: ScalarTag[] = [
  tag('value', NO_VALUE, (source, onError) => {
    onError("PyYAML makes no value of '='; put it in quotes");
    return source;
  }),
  tag('null', NULL, () => null),
  tag('bool', BOOLEAN, isTrue),
  tag('int', INTEGER, (source, onError) => {
    const value = readInteger(source);
    if (Number.isNaN(value)) onError(`PyYAML makes no number of ${source}`);
    return value;
  }),
  tag('float', FLOAT, readFloat),
];
