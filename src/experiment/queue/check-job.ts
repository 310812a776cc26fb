import { DIRECTIONS } from '../../circuit/direction';
import { CAR_NAMES } from '../../config/car-preset';
import { COMPENSATIONS } from '../../config/compensation';
import { CORRUPTIONS } from '../../config/image-transform';
import { RECORDED_IMAGES, RECORDING_COMPRESSIONS } from '../../config/recording';
import { RECOVERIES } from '../../config/recovery';
import { PROVIDER_REQUESTS } from '../../drive/inference/providers';
import { keyOf } from '../run/key';
import type { PlannedRun } from '../run/planned-run';
import { RETURNED_FILES, type RunJobData } from './job';

/** A check of one value: null where it is right, otherwise the path of what is wrong. */
type Check = (value: unknown, where: string) => string | null;

const SHA256 = /^[0-9a-f]{64}$/;
/** Names are shown in terminals and become names of files. */
const NAME = /^[^\p{Cc}]{1,200}$/u;
const LONGEST_S = 1e6;

const text: Check = (value, where) => (typeof value === 'string' && NAME.test(value) ? null : where);
const sha256: Check = (value, where) => (typeof value === 'string' && SHA256.test(value) ? null : where);
const truth: Check = (value, where) => (typeof value === 'boolean' ? null : where);
const oneOf =
  (values: readonly unknown[]): Check =>
  (value, where) =>
    values.includes(value) ? null : where;
const number =
  (from: number, to: number, whole = false): Check =>
  (value, where) => {
    const isNumber = typeof value === 'number' && value >= from && value <= to;
    return isNumber && (!whole || Number.isInteger(value)) ? null : where;
  };
const nullable =
  (check: Check): Check =>
  (value, where) =>
    value === null ? null : check(value, where);
const optional =
  (check: Check): Check =>
  (value, where) =>
    value === undefined ? null : check(value, where);
const list =
  (check: Check, most: number): Check =>
  (value, where) => {
    if (!Array.isArray(value) || value.length > most) return where;
    return first(value.map((entry, index) => check(entry, `${where}[${index}]`)));
  };
/** An object with these keys and no others. */
const object =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value, where) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return where;
    const found = value as Record<string, unknown>;
    const other = Object.keys(found).find((key) => !Object.hasOwn(checks, key));
    if (other !== undefined) return `${where}.${other}`;
    return first(Object.entries(checks).map(([key, check]) => check(found[key], `${where}.${key}`)));
  };
const either =
  (...checks: Check[]): Check =>
  (value, where) =>
    checks.some((check) => check(value, where) === null) ? null : where;

function first(complaints: readonly (string | null)[]): string | null {
  return complaints.find((complaint) => complaint !== null) ?? null;
}

const FILE = { name: text, path: text, sha256 };
const file = object(FILE);
const metres = number(-1e6, 1e6);

const run = object({
  key: sha256,
  experiment: text,
  brain: object({ ...FILE, entry: nullable(number(1, 1e6, true)), module: nullable(file) }),
  model: nullable(object({ ...FILE, card_sha256: sha256 })),
  provider: nullable(oneOf(PROVIDER_REQUESTS)),
  world: either(
    object({ kind: oneOf(['lockstep', 'ros']) }),
    object({ kind: oneOf(['gazebo']), launch: text }),
  ),
  circuit: object({ name: text, file: nullable(file) }),
  perfectLap: nullable(file),
  direction: oneOf(DIRECTIONS),
  start: either(
    object({ kind: oneOf(['default']) }),
    object({ kind: oneOf(['pose']), name: text, x_m: metres, y_m: metres, yaw_rad: number(-100, 100) }),
  ),
  repetition: number(1, 1e6, true),
  seed: number(0, Number.MAX_SAFE_INTEGER, true),
  corruption: nullable(object({ name: oneOf(CORRUPTIONS), strength: number(0, 100) })),
  cameraTiming: object({
    cameraRate_hz: optional(number(0, 1e4)),
    cameraJitter_ms: optional(number(0, 1e6)),
    frameDrop: optional(number(0, 1)),
    latency_ms: optional(number(0, 1e6)),
    cameraStall: optional(
      list(object({ duration_s: number(0, LONGEST_S), at_s: optional(number(0, LONGEST_S)) }), 1000),
    ),
    cameraTiming: optional(text),
  }),
  timingFile: nullable(file),
  compensation: nullable(oneOf(COMPENSATIONS)),
  car: oneOf(CAR_NAMES),
  laps: number(1, 10_000, true),
  timeout_s: nullable(number(0, LONGEST_S)),
  recovery: nullable(object({ kind: oneOf(RECOVERIES), limit: number(0, 1e6, true) })),
  record: object({
    bag: truth,
    images: oneOf(RECORDED_IMAGES),
    compression: oneOf(RECORDING_COMPRESSIONS),
    picture: truth,
  }),
});

const job = object({ format: oneOf([1]), run, files: oneOf(RETURNED_FILES) });

/**
 * Checks what a queue holds before anything is done with it: whoever has the password may have put it there.
 * @returns the checked job, or what is wrong
 */
export function checkJob(data: unknown): RunJobData | string {
  const wrong = job(data, 'job');
  if (wrong !== null) return `${wrong} is not what a queued run may have`;
  const checked = data as RunJobData;
  return isItsKey(checked.run) ? checked : 'job.run.key is not the key of that run';
}

function isItsKey({ key, ...rest }: PlannedRun): boolean {
  return keyOf(rest) === key;
}
