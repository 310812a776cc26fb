import { execFileSync } from 'node:child_process';

/** Ways in which a network fails. */
export type Cut =
  /** Packets vanish both ways; no end notices anything. The hard case. */
  | 'silent'
  /** What the node sends vanishes, what the car sends arrives. */
  | 'silent from the node'
  /** The node's cable is pulled: its interface goes down. */
  | 'link down';

const NETWORK = '10.77.0';
const HOSTS = ['node', 'car'] as const;
const PLACES = [...HOSTS, 'switch'];
export type Host = (typeof HOSTS)[number];

/**
 * Two hosts and a switch between them, as network namespaces of this machine: nothing outside sees them.
 * Needs root.
 */
export class TestNetwork {
  readonly #name: string;

  /** @param name up to six letters, unlike those of other networks */
  constructor(name: string) {
    this.#name = `f1${name}${process.pid % 100000}`;
    try {
      this.#build();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  #build(): void {
    for (const place of PLACES) ip('netns', 'add', this.#space(place));
    const hub = this.#space('switch');
    ip('-n', hub, 'link', 'add', 'hub', 'type', 'bridge');
    ip('-n', hub, 'link', 'set', 'hub', 'up');
    // Where packets go that nobody shall see.
    this.#cable(hub, 'hole', hub, 'nowhere');
    for (const host of HOSTS) {
      const space = this.#space(host);
      this.#cable(hub, host, space, 'eth');
      ip('-n', space, 'addr', 'add', `${this.address(host)}/24`, 'dev', 'eth');
      ip('-n', space, 'link', 'set', 'lo', 'up');
    }
  }

  address(host: Host): string {
    return `${NETWORK}.${HOSTS.indexOf(host) + 1}`;
  }

  /** The command line that runs another one on a host. */
  on(host: Host, command: string, args: readonly string[] = []): [string, string[]] {
    return ['ip', ['netns', 'exec', this.#space(host), command, ...args]];
  }

  cut(how: Cut): void {
    const hub = this.#space('switch');
    if (how === 'link down') ip('-n', this.#space('node'), 'link', 'set', 'eth', 'down');
    else if (how === 'silent') bridge('-n', hub, 'link', 'set', 'dev', 'node', 'state', '0');
    else bridge('-n', hub, 'fdb', 'replace', this.#carsCard(), 'dev', 'hole', 'master', 'static', 'sticky');
  }

  mend(how: Cut): void {
    const hub = this.#space('switch');
    if (how === 'link down') ip('-n', this.#space('node'), 'link', 'set', 'eth', 'up');
    else if (how === 'silent') bridge('-n', hub, 'link', 'set', 'dev', 'node', 'state', '3');
    else bridge('-n', hub, 'fdb', 'del', this.#carsCard(), 'dev', 'hole', 'master');
  }

  /** Takes down what there is of it. */
  close(): void {
    for (const place of PLACES) {
      try {
        ip('netns', 'del', this.#space(place));
      } catch {
        // It was not made.
      }
    }
  }

  #space(place: string): string {
    return `${this.#name}-${place}`;
  }

  #cable(hub: string, port: string, space: string, far: string): void {
    ip('-n', hub, 'link', 'add', port, 'type', 'veth', 'peer', 'name', far, 'netns', space);
    ip('-n', hub, 'link', 'set', port, 'master', 'hub');
    ip('-n', hub, 'link', 'set', port, 'up');
    ip('-n', space, 'link', 'set', far, 'up');
  }

  #carsCard(): string {
    const shown = ip('-n', this.#space('car'), '-o', 'link', 'show', 'eth');
    return /link\/ether (\S+)/.exec(shown)?.[1] ?? '';
  }
}

/** Why no networks can be made here, in one line; null where they can. */
export function whyNoNetworks(): string | null {
  try {
    new TestNetwork('probe').close();
    return null;
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    return (stderr || String(error)).trim().split('\n')[0]!;
  }
}

function ip(...args: string[]): string {
  return execFileSync('ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function bridge(...args: string[]): string {
  return execFileSync('bridge', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
