/** Who does what in the ROS graph. */
export type Role = 'publishers' | 'subscribers' | 'services' | 'params';

const ROLES: readonly Role[] = ['publishers', 'subscribers', 'services', 'params'];

/** What a registration changed besides itself. */
export interface Registered {
  /** Slave API of an older node of the same name: it has to go. */
  readonly bumped: string | null;
  /** Topics whose list of publishers is another one now. */
  readonly changedTopics: ReadonlySet<string>;
}

/** Registrations of the master: for each topic, service and parameter the nodes behind it. */
export class Registry {
  /** Slave API by node name. */
  readonly #nodes = new Map<string, string>();
  /** Key -> node name -> address (slave API; rosrpc URI for services). */
  readonly #byRole: Record<Role, Map<string, Map<string, string>>> = {
    publishers: new Map(),
    subscribers: new Map(),
    services: new Map(),
    params: new Map(),
  };

  register(role: Role, key: string, node: string, slaveUri: string, address = slaveUri): Registered {
    const changedTopics = new Set<string>();
    const old = this.#nodes.get(node);
    const bumped = old !== undefined && old !== slaveUri ? old : null;
    if (bumped !== null) {
      for (const topic of this.#keysOf('publishers', node)) changedTopics.add(topic);
      for (const each of ROLES) for (const one of this.#keysOf(each, node)) this.#remove(each, one, node);
    }
    this.#nodes.set(node, slaveUri);
    const table = this.#byRole[role];
    // A service has one provider, the latest.
    const entries = role === 'services' ? new Map<string, string>() : (table.get(key) ?? new Map());
    entries.set(node, address);
    table.set(key, entries);
    if (role === 'publishers') changedTopics.add(key);
    return { bumped, changedTopics };
  }

  /** Removes a registration if it has this address. Returns whether it was there. */
  unregister(role: Role, key: string, node: string, address: string): boolean {
    if (this.#byRole[role].get(key)?.get(node) !== address) return false;
    this.#remove(role, key, node);
    if (ROLES.every((each) => this.#keysOf(each, node).length === 0)) this.#nodes.delete(node);
    return true;
  }

  node(name: string): string | undefined {
    return this.#nodes.get(name);
  }

  keys(role: Role): string[] {
    return [...this.#byRole[role].keys()];
  }

  /** Addresses registered for a key. */
  addresses(role: Role, key: string): string[] {
    return [...(this.#byRole[role].get(key)?.values() ?? [])];
  }

  /** [key, node names] of a role, as getSystemState lists it. */
  state(role: Role): [string, string[]][] {
    return [...this.#byRole[role]].map(([key, entries]) => [key, [...entries.keys()]]);
  }

  #keysOf(role: Role, node: string): string[] {
    return [...this.#byRole[role]].filter(([, entries]) => entries.has(node)).map(([key]) => key);
  }

  #remove(role: Role, key: string, node: string): void {
    const entries = this.#byRole[role].get(key);
    entries?.delete(node);
    if (entries?.size === 0) this.#byRole[role].delete(key);
  }
}
