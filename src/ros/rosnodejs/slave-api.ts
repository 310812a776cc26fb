import { type Answer, anything, type Handler, InvalidParameter, method, text } from '../master/call-rules';
import { nodeAddresses } from '../master/master-api';
import type { ExactValue } from '../master/xmlrpc-value';

/** One connection as getBusInfo lists it; `peer` is a node's name or slave API. */
export interface BusConnection {
  readonly peer: string;
  readonly direction: 'i' | 'o';
  readonly topic: string;
}

/** A node as its own API shows it. */
export interface SlaveApiOptions {
  readonly masterUri: string;
  /** Where subscribers and service clients connect. */
  readonly tcpros: () => { readonly host: string; readonly port: number };
  /** [topic, type] */
  readonly publications: () => [string, string][];
  readonly subscriptions: () => [string, string][];
  readonly connections: () => BusConnection[];
  /** @returns false where nobody here subscribes to the topic */
  readonly onPublishers: (topic: string, uris: string[]) => boolean;
  readonly onShutdown: (caller: string, reason: string) => void;
}

const OK = 1;
const ERROR = 0;

/** The API that master and other nodes call (http://wiki.ros.org/ROS/Slave_API). */
export function slaveApi(options: SlaveApiOptions): Map<string, Handler> {
  const { publications, subscriptions, connections } = options;
  const shutdown = method('shutdown', 0, [anything], (caller, reason) => {
    // After the answer has left.
    setImmediate(() => options.onShutdown(caller, typeof reason === 'string' ? reason : ''));
    return [OK, 'shutting down', 0];
  });
  return new Map(
    Object.entries({
      getPid: method('getPid', -1, [], () => [OK, 'process id', process.pid]),
      getMasterUri: method('getMasterUri', '', [], () => [OK, 'address of the master', options.masterUri]),
      getPublications: method('getPublications', [], [], () => [OK, 'publications', publications()]),
      getSubscriptions: method('getSubscriptions', [], [], () => [OK, 'subscriptions', subscriptions()]),
      getBusStats: method('getBusStats', [], [], () => [OK, 'not kept', [[], [], []]]),
      getBusInfo: method('getBusInfo', [], [], () => [OK, 'connections', connections().map(busInfo)]),
      paramUpdate: method('paramUpdate', 0, [text('a key'), anything], () => [OK, 'not subscribed', 0]),
      publisherUpdate: method('publisherUpdate', 0, [text('a topic'), anything], (_caller, topic, uris) =>
        options.onPublishers(topic, checkedUris(uris))
          ? [OK, `publishers of ${topic}`, 0]
          : [ERROR, `nobody here subscribes to ${topic}`, 0],
      ),
      requestTopic: method('requestTopic', 0, [text('a topic'), anything], (_caller, topic, protocols) =>
        connectionTo(topic, protocols, options),
      ),
      // The reason may be left out.
      shutdown: (params: readonly ExactValue[]) => shutdown(params.length === 1 ? [...params, ''] : params),
    }),
  );
}

function busInfo({ peer, direction, topic }: BusConnection, id: number): ExactValue {
  return [id, peer, direction, 'TCPROS', topic, true];
}

function checkedUris(value: ExactValue): string[] {
  if (Array.isArray(value)) return nodeAddresses(value);
  throw new InvalidParameter('publishers are a list of addresses');
}

function connectionTo(
  topic: string,
  protocols: ExactValue,
  { publications, tcpros }: SlaveApiOptions,
): Answer {
  const isPublished = publications().some(([published]) => published === topic);
  if (!isPublished) return [ERROR, `${topic} is not published here`, 0];
  const isOffered =
    Array.isArray(protocols) && protocols.some((one) => Array.isArray(one) && one[0] === 'TCPROS');
  if (!isOffered) return [ERROR, 'only TCPROS is spoken here', 0];
  const { host, port } = tcpros();
  return [OK, `${topic} is sent from port ${port}`, ['TCPROS', host, port]];
}
