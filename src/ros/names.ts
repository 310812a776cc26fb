import { ConfigurationError, messageOf } from '../errors';
import type { RosNodeOptions } from './transport';

/** ROS arguments of a command line, as roslaunch and rosrun pass them (http://wiki.ros.org/Remapping%20Arguments). */
export interface RosArguments {
  /** `from:=to` pairs, unresolved. */
  readonly remappings: ReadonlyMap<string, string>;
  /** `_key:=value` pairs without the underscore, values as written. */
  readonly privateParams: ReadonlyMap<string, string>;
  /** `__key:=value` pairs without the underscores: name, ns, master, log, ip, hostname. */
  readonly special: ReadonlyMap<string, string>;
  /** What is not for ROS, in order. */
  readonly rest: readonly string[];
}

/** Splits a command line into ROS arguments and the rest. */
export function parseRosArguments(argv: readonly string[]): RosArguments {
  const remappings = new Map<string, string>();
  const privateParams = new Map<string, string>();
  const special = new Map<string, string>();
  const rest: string[] = [];
  for (const argument of argv) {
    const at = argument.indexOf(':=');
    if (at <= 0 || argument.startsWith('-')) {
      rest.push(argument);
      continue;
    }
    const key = argument.slice(0, at);
    const value = argument.slice(at + 2);
    if (key.startsWith('__')) special.set(key.slice(2), value);
    else if (key.startsWith('_')) privateParams.set(key.slice(1), value);
    else remappings.set(key, value);
  }
  return { remappings, privateParams, special, rest };
}

const NAME = /^[~/A-Za-z][\w/]*$/;

/** Whether a text can be a name: other programs send any. */
export function isRosName(text: string): boolean {
  return NAME.test(text);
}

function absolute(name: string, namespace: string, nodeName: string): string {
  if (!isRosName(name)) {
    throw new ConfigurationError(
      `"${name}" is not a ROS name: it starts with a letter, / or ~ and goes on with letters, digits, _ and /`,
    );
  }
  let full = name;
  if (name.startsWith('~')) full = `${nodeName}/${name.slice(1)}`;
  else if (!name.startsWith('/')) full = `${namespace}/${name}`;
  const clean = full.replace(/\/+/g, '/');
  return clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean;
}

/** Makes names of topics, services and parameters absolute and applies the remappings. */
export class NameResolver {
  readonly namespace: string;
  readonly nodeName: string;
  readonly #remapped = new Map<string, string>();

  /** `defaultName` and `defaultNamespace` yield to __name and __ns. */
  constructor(defaultName: string, defaultNamespace: string | undefined, ros: RosArguments) {
    this.namespace = absolute(`/${ros.special.get('ns') ?? defaultNamespace ?? ''}`, '', '');
    this.nodeName = absolute(ros.special.get('name') ?? defaultName, this.namespace, '');
    for (const [from, to] of ros.remappings) {
      try {
        this.#remapped.set(
          absolute(from, this.namespace, this.nodeName),
          absolute(to, this.namespace, this.nodeName),
        );
      } catch (error) {
        throw new ConfigurationError(`${from}:=${to}: ${messageOf(error)}`);
      }
    }
  }

  /** Absolute name after remapping. Throws ConfigurationError for what cannot be a ROS name. */
  resolve(name: string): string {
    const full = absolute(name, this.namespace, this.nodeName);
    return this.#remapped.get(full) ?? full;
  }

  /** What the command line put in the place of `name`, null when it said nothing about it. */
  remapped(name: string): string | null {
    return this.#remapped.get(absolute(name, this.namespace, this.nodeName)) ?? null;
  }
}

/** The names of a node and the ROS arguments of its command line. Throws ConfigurationError for impossible names. */
export function namesOf(options: Pick<RosNodeOptions, 'name' | 'anonymous' | 'argv' | 'environment'>): {
  readonly names: NameResolver;
  readonly ros: RosArguments;
} {
  const ros = parseRosArguments(options.argv ?? []);
  const name = options.anonymous ? `${options.name}_${process.pid}_${Date.now()}` : options.name;
  const namespace = (options.environment ?? process.env).ROS_NAMESPACE;
  return { names: new NameResolver(name, namespace, ros), ros };
}
