import { DEEPEST_VALUE, type ExactStruct, type ExactValue, isStruct, setMember } from './xmlrpc-value';

/** A change that subscribers of parameters are notified of; an empty struct means "deleted". */
export interface ParamChange {
  readonly subscription: string;
  readonly key: string;
  readonly value: ExactValue;
}

function partsOf(key: string): string[] {
  return key.split('/').filter((part) => part !== '');
}

/** @throws Error for what no client could read back */
function checkValue(value: ExactValue, depth: number): void {
  if (value === undefined) throw new Error('a parameter cannot be nil');
  if (depth > DEEPEST_VALUE) throw new Error(`parameters are nested at most ${DEEPEST_VALUE} deep`);
  if (Array.isArray(value)) for (const item of value) checkValue(item, depth + 1);
  else if (isStruct(value)) for (const member of Object.values(value)) checkValue(member, depth + 1);
}

/** The parameter server's tree: structs are namespaces. Keys are absolute. */
export class ParamTree {
  #root: ExactStruct = {};

  /** undefined when it is not set. */
  get(key: string): ExactValue {
    let value: ExactValue = this.#root;
    for (const part of partsOf(key)) {
      if (!isStruct(value) || !Object.hasOwn(value, part)) return undefined;
      value = value[part];
    }
    return value;
  }

  /** Replaces the value of the key and creates the namespaces above it. Throws when the root would not be a
   *  namespace any more, and for values that no client could read back. */
  set(key: string, value: ExactValue): void {
    const parts = partsOf(key);
    checkValue(value, parts.length);
    const last = parts.pop();
    if (last === undefined) {
      if (!isStruct(value)) throw new Error('the root of all parameters can only be a struct');
      this.#root = value;
      return;
    }
    let tree = this.#root;
    for (const part of parts) {
      const next: ExactValue = Object.hasOwn(tree, part) ? tree[part] : undefined;
      if (next !== undefined && isStruct(next)) {
        tree = next;
      } else {
        const made: ExactStruct = {};
        setMember(tree, part, made);
        tree = made;
      }
    }
    setMember(tree, last, value);
  }

  /** False when it was not set. */
  delete(key: string): boolean {
    const parts = partsOf(key);
    const last = parts.pop();
    const tree = this.get(parts.join('/'));
    if (last === undefined || tree === undefined || !isStruct(tree) || !Object.hasOwn(tree, last))
      return false;
    delete tree[last];
    return true;
  }

  /** Keys of all leaves. */
  names(): string[] {
    const names: string[] = [];
    const walk = (tree: ExactStruct, prefix: string) => {
      for (const [part, value] of Object.entries(tree)) {
        if (isStruct(value)) walk(value, `${prefix}/${part}`);
        else names.push(`${prefix}/${part}`);
      }
    };
    walk(this.#root, '');
    return names;
  }

  /** Looks for the key's first part from `caller`'s own namespace upwards, as the parameter API says:
   *  the answer need not be set itself. null when nothing matches. Throws for a key or caller that cannot be looked
   *  for. */
  search(key: string, caller: string): string | null {
    if (key === '' || key.startsWith('~')) throw new Error('a key to search for is not private');
    if (!caller.startsWith('/')) throw new Error("the caller's name must begin with /");
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
