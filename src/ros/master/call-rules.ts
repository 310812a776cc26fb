import { resolveName } from './master-names';
import type { ExactValue } from './xmlrpc-value';

/** [status, message, value] of ROS's APIs. */
export type Answer = [status: number, message: string, value: ExactValue];
export type Handler = (params: readonly ExactValue[]) => Answer;

/** Checks one parameter of a call and resolves names for the caller. Throws InvalidParameter. */
type Rule<T extends ExactValue> = (value: ExactValue, caller: string) => T;

type Checked<R extends readonly Rule<ExactValue>[]> = {
  [K in keyof R]: R[K] extends Rule<infer T> ? T : never;
};

/** Status of a call that asks for what cannot be; 0 is one that was carried out and failed. */
export const FAILED = -1;
const ERROR = 0;

/** A parameter that the call does not take; the caller is told why. */
export class InvalidParameter extends Error {}

/** Longer names are nobody's, and parts without end would make a tree that no client can read. */
const LONGEST_NAME = 4096;

/**
 * A method of the master's or a node's API. What is wrong with a call is its answer, with rosmaster's status and value.
 * @param failed the value of such an answer
 * @param rules of the parameters after the caller's name
 */
export function method<R extends readonly Rule<ExactValue>[]>(
  name: string,
  failed: ExactValue,
  rules: readonly [...R],
  run: (caller: string, ...params: Checked<R>) => Answer,
): Handler {
  return ([caller, ...params]) => {
    if (typeof caller !== 'string') return [FAILED, `${name} needs the caller's name first`, failed];
    if (params.length !== rules.length) {
      return [FAILED, `${name} takes ${rules.length + 1} parameters, not ${params.length + 1}`, failed];
    }
    try {
      const checked = rules.map((rule, index) => rule(params[index], caller));
      return run(caller, ...(checked as Checked<R>));
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'failed';
      return [error instanceof InvalidParameter ? FAILED : ERROR, `${name}: ${reason}`, failed];
    }
  };
}

function textOf(what: string, value: ExactValue): string {
  if (typeof value !== 'string' || value === '') throw new InvalidParameter(`${what} must be a text`);
  if (value.length > LONGEST_NAME)
    throw new InvalidParameter(`${what} is longer than ${LONGEST_NAME} characters`);
  return value;
}

/** Any text but an empty one. */
export const text =
  (what: string): Rule<string> =>
  (value) =>
    textOf(what, value);

/** Any value. */
export const anything: Rule<ExactValue> = (value) => value;

/** The name of a node, made absolute. */
export const name =
  (what: string): Rule<string> =>
  (value, caller) => {
    const given = textOf(what, value);
    if (/[: ]/.test(given)) throw new InvalidParameter(`${what} has a colon or a space in it`);
    return resolveName(given, caller);
  };

/** The name of a topic or a service, made absolute. */
export const resource =
  (what: string): Rule<string> =>
  (value, caller) => {
    if (value === '/') throw new InvalidParameter(`${what} cannot be /`);
    return name(what)(value, caller);
  };

/** A name made absolute; an empty text stays. */
export const nameOrEmpty =
  (what: string): Rule<string> =>
  (value, caller) =>
    value === '' ? '' : resolveName(textOf(what, value), caller);

/** The name of a parameter, made absolute. */
export const key: Rule<string> = (value, caller) => resolveName(textOf('a key', value), caller);

/** "package/Type", or * for any. */
export const messageType: Rule<string> = (value) => {
  const given = textOf('a type', value);
  if (given !== '*' && given.split('/').length !== 2) {
    throw new InvalidParameter('a type is written package/Type');
  }
  return given;
};

/** Where a node or a service is reached. */
export const address: Rule<string> = (value) => {
  const given = textOf('an address', value);
  if (!/^(http|rosrpc):\/\//.test(given)) {
    throw new InvalidParameter('an address begins with http:// or rosrpc://');
  }
  return given;
};
