import type { XmlRpcStruct, XmlRpcValue } from '@foxglove/xmlrpc';

/** A change that subscribers of parameters are notified of; an empty struct means "deleted". */
export interface ParamChange {
  readonly subscription: string;
  readonly key: string;
  readonly value: XmlRpcValue;
}

function isTree(value: XmlRpcValue): value is XmlRpcStruct {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array)
  );
}

function partsOf(key: string): string[] {
  return key.split('/').filter((part) => part !== '');
}

/** Name that `key` has for `caller`: absolute stays, "~x" is below the caller, "x" beside it. */
export function resolveKey(key: string, caller: string): string {
  const beside = caller.slice(0, caller.lastIndexOf('/') + 1);
  const full = key.startsWith('/') ? key : key.startsWith('~') ? `${caller}/${key.slice(1)}` : beside + key;
  return `/${partsOf(full).join('/')}`;
}

/** The parameter server's tree: structs are namespaces. Keys are absolute. */
export class ParamTree {
  #root: XmlRpcStruct = Object.create(null) as XmlRpcStruct;

  /** undefined when it is not set. */
  get(key: string): XmlRpcValue {
    let value: XmlRpcValue = this.#root;
    for (const part of partsOf(key)) {
      if (!isTree(value) || !Object.hasOwn(value, part)) return undefined;
      value = value[part];
    }
    return value;
  }

  /** Replaces the value of the key and creates the namespaces above it. Throws when the root would not be a
   *  namespace any more. */
  set(key: string, value: XmlRpcValue): void {
    const parts = partsOf(key);
    const last = parts.pop();
    if (last === undefined) {
      if (!isTree(value)) throw new Error('the root of all parameters can only be a struct');
      this.#root = value;
      return;
    }
    let tree = this.#root;
    for (const part of parts) {
      const next: XmlRpcValue = Object.hasOwn(tree, part) ? tree[part] : undefined;
      if (isTree(next)) {
        tree = next;
      } else {
        const made = Object.create(null) as XmlRpcStruct;
        tree[part] = made;
        tree = made;
      }
    }
    tree[last] = value;
  }

  /** False when it was not set. */
  delete(key: string): boolean {
    const parts = partsOf(key);
    const last = parts.pop();
    const tree = this.get(parts.join('/'));
    if (last === undefined || !isTree(tree) || !Object.hasOwn(tree, last)) return false;
    delete tree[last];
    return true;
  }

  /** Keys of all leaves. */
  names(): string[] {
    const names: string[] = [];
    const walk = (tree: XmlRpcStruct, prefix: string) => {
      for (const [part, value] of Object.entries(tree)) {
        if (isTree(value)) walk(value, `${prefix}/${part}`);
        else names.push(`${prefix}/${part}`);
      }
    };
    walk(this.#root, '');
    return names;
  }

  /** Looks for the key's first part from `caller`'s own namespace upwards, as the parameter API says:
   *  the answer need not be set itself. null when nothing matches. */
  search(key: string, caller: string): string | null {
    if (key.startsWith('/')) return this.get(key) === undefined ? null : key;
    const parts = partsOf(key);
    const spaces = partsOf(caller);
    for (let depth = spaces.length; depth >= 0; depth -= 1) {
      const above = spaces.slice(0, depth);
      if (this.get([...above, parts[0]].join('/')) !== undefined) return `/${[...above, ...parts].join('/')}`;
    }
    return null;
  }

  /** What the subscribers of `subscriptions` hear when `key` was set or deleted. */
  changes(key: string, subscriptions: Iterable<string>): ParamChange[] {
    const changes: ParamChange[] = [];
    const slashed = (name: string) => (name.endsWith('/') ? name : `${name}/`);
    for (const subscription of subscriptions) {
      const above = slashed(key).startsWith(slashed(subscription));
      const below = slashed(subscription).startsWith(slashed(key));
      const changed = above ? key : subscription;
      if (above || below) {
        changes.push({ subscription, key: slashed(changed), value: this.get(changed) ?? {} });
      }
    }
    return changes;
  }
}
