import type { InternalNode, SlaveHandler } from './library';

/** One connection as getBusInfo lists it; `peer` is a node's name or slave API. */
export interface BusConnection {
  readonly peer: string;
  readonly direction: 'i' | 'o';
  readonly topic: string;
}

/** Replaces the slave API calls that rosnodejs leaves unanswered, answers with addresses where names are
 *  wanted, or answers by tearing the node down. */
export function replaceSlaveApi(
  node: InternalNode,
  connections: () => BusConnection[],
  onShutdown: (caller: string, reason: string) => void,
): void {
  const replace = (method: string, handler: SlaveHandler) => {
    node._slaveApiServer.removeAllListeners(method);
    node._slaveApiServer.on(method, handler);
  };
  replace('shutdown', (_error, params, reply) => {
    reply(null, [1, 'shutting down', 0]);
    onShutdown(String(params[0]), String(params[1] ?? ''));
  });
  replace('paramUpdate', (_error, _params, reply) => reply(null, [1, 'not subscribed', 0]));
  replace('getBusInfo', (_error, _params, reply) => {
    const list = connections().map(({ peer, direction, topic }, id) => [
      id,
      peer,
      direction,
      'TCPROS',
      topic,
      true,
    ]);
    reply(null, [1, 'connections', list]);
  });
  replace('getBusStats', (_error, _params, reply) => reply(null, [1, 'not kept', [[], [], []]]));
  replace('requestTopic', (error, params, reply) => {
    const [, topic, protocols] = params;
    const offered =
      Array.isArray(protocols) && protocols.some((one) => Array.isArray(one) && one[0] === 'TCPROS');
    if (!node._publishers[String(topic)]) reply(null, [0, `${String(topic)} is not published here`, 0]);
    else if (!offered) reply(null, [0, 'only TCPROS is spoken here', 0]);
    else node._handleTopicRequest(error, [params[0], topic, [['TCPROS']]], reply);
  });
}
