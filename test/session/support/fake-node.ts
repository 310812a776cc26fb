import type { ParamValue, RosNode } from '../../../src/ros/transport';

export type Handler = (request: object) => unknown;

/** A node that is connected to nothing and notes what is done to it. */
export class FakeNode {
  readonly name = '/car';
  readonly useSimTime = true;
  readonly logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  readonly services = new Map<string, Handler>();
  readonly topics: string[] = [];
  shutdowns = 0;
  #shutdownRequested: (request: { reason: string }) => void = () => {};

  constructor(readonly parameters: ParamValue | null = null) {}

  /** This node for whoever needs a RosNode. */
  get asNode(): RosNode {
    return this as unknown as RosNode;
  }

  resolve = (name: string) => name.replace('~', '/car/');
  remapped = () => null;
  getParam = async () => this.parameters;
  advertise = (topic: string) => {
    this.topics.push(this.resolve(topic));
    return { publish: () => {}, onDelivery: () => {}, subscribers: 0, hasSubscriberBeside: () => true };
  };
  advertiseService = (name: string, _type: string, handler: Handler) => void this.services.set(name, handler);
  subscribe = () => ({ close: async () => {} });
  onMasterLost = () => {};
  onMasterFound = () => {};
  onShutdownRequested = (listener: (request: { reason: string }) => void) => {
    this.#shutdownRequested = listener;
  };
  shutdown = async () => {
    this.shutdowns += 1;
  };

  /** As `rosnode kill` does. */
  kill(): void {
    this.#shutdownRequested({ reason: 'rosnode kill' });
  }

  /** Calls one of its services. */
  async call(service: string, request: object = {}): Promise<Record<string, unknown>> {
    return (await this.services.get(service)!(request)) as Record<string, unknown>;
  }
}
