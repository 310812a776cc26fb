import { ParamTree } from '../master/param-tree';
import type { ParamValue } from '../transport';
import type { Source } from './parts';
import { TaskQueue } from './queue';
import type { Provider } from './services';

/** A subscription that looks for publishers. */
export interface Sink {
  readonly topic: string;
  /** Does nothing when it is connected already. */
  connect(source: Source): void;
  disconnect(source: Source): void;
}

/** What the nodes of a process share: publishers, subscriptions, services and parameters. */
export class MemoryBus {
  readonly uri = 'memory:';
  readonly queue = new TaskQueue();
  readonly #sources = new Set<Source>();
  readonly #sinks = new Set<Sink>();
  readonly #services = new Map<string, Provider>();
  #params = new ParamTree();
  #masterIsThere = true;
  #uris = 0;

  constructor(params: Readonly<Record<string, ParamValue>>) {
    for (const [name, value] of Object.entries(params)) this.#params.set(name, value);
  }

  /** Differs for a node that is started again, as its port would. */
  newUri(nodeName: string): string {
    this.#uris += 1;
    return `${this.uri}${nodeName}#${this.#uris}`;
  }

  get masterIsThere(): boolean {
    return this.#masterIsThere;
  }

  loseMaster(): void {
    this.#masterIsThere = false;
  }

  /** A new master knows no parameters. */
  restartMaster(): void {
    this.#params = new ParamTree();
    this.#masterIsThere = true;
    this.#connect();
  }

  /** The parameter server. Throws where the master is gone. */
  get params(): ParamTree {
    if (!this.#masterIsThere) throw new Error('connect ECONNREFUSED');
    return this.#params;
  }

  addSource(source: Source): void {
    this.#sources.add(source);
    this.#connect();
  }

  removeSource(source: Source): void {
    this.#sources.delete(source);
    for (const sink of this.#sinks) sink.disconnect(source);
  }

  addSink(sink: Sink): void {
    this.#sinks.add(sink);
    this.#connect();
  }

  removeSink(sink: Sink): void {
    this.#sinks.delete(sink);
  }

  /** A service has one provider, the latest. */
  addService(name: string, provider: Provider): void {
    this.#services.set(name, provider);
  }

  removeService(name: string, provider: Provider): void {
    if (this.#services.get(name) === provider) this.#services.delete(name);
  }

  provider(name: string): Provider | undefined {
    return this.#masterIsThere ? this.#services.get(name) : undefined;
  }

  /** Connects publishers and subscriptions that are not connected yet, in the order of registration. */
  #connect(): void {
    this.queue.post(() => {
      if (!this.#masterIsThere) return;
      for (const source of this.#sources) {
        for (const sink of this.#sinks) if (sink.topic === source.topic) sink.connect(source);
      }
    });
  }
}
