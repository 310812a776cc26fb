import { EventEmitter } from 'node:events';
import type { AddressInfo, ListenOptions } from 'node:net';
import type { Handler } from '../master/call-rules';
import { answerBy } from '../master/multicall';
import { RpcServer } from '../master/rpc-server';
import { callXmlRpc, type XmlRpcValue } from '../master/xmlrpc';
import { MASTER_LIMITS, NODE_LIMITS } from '../master/xmlrpc-value';
import { TcprosServer, type Visitor } from '../tcpros/tcpros-server';
import type { InternalNode } from './library';

/** Where rosnodejs listens, as it was started. */
type Listen = ListenOptions | null | undefined;
type Done = (error: Error | null, answer?: XmlRpcValue) => void;

interface XmlRpcModule {
  createClient(address: { host: string; port: string | number }): object;
  createServer(options: { port: ListenOptions }, onListening: () => void): object;
}

interface NodeClass {
  prototype: {
    _setupTcprosServer(this: InternalNode, listen: Listen): Promise<number>;
    _setupUdprosServer(this: InternalNode): Promise<void>;
  };
}

/** rosnodejs waits for a master without end. */
const MASTER_TIMEOUT_ms = 60_000;

/**
 * Every socket of a node. Those of rosnodejs take lengths, types and names as any peer sends them, and end the process
 * over them; these take its place. Until the node has begun, nobody is answered.
 */
export class NodeSockets {
  /** The node's own API, by method. */
  api: ReadonlyMap<string, Handler> = new Map();
  /** Takes subscribers and service clients, or throws why not. */
  welcome: (visitor: Visitor) => void = () => {
    throw new Error('the node is starting');
  };
  readonly #tcpros = new TcprosServer((visitor) => this.welcome(visitor));

  /** Puts these sockets in the place of those that the next node of rosnodejs would open. */
  install(): void {
    const home = require.resolve('rosnodejs');
    const xmlrpc = require(require.resolve('xmlrpc-rosnodejs', { paths: [home] })) as XmlRpcModule;
    xmlrpc.createClient = ({ host, port }) => masterClient(`http://${host}:${port}`);
    xmlrpc.createServer = ({ port }, onListening) => new SlaveServer(this, port, onListening);
    const { prototype } = require('rosnodejs/dist/lib/RosNode.js') as NodeClass;
    const tcpros = this.#tcpros;
    prototype._setupTcprosServer = function (listen) {
      this._tcprosServer = tcpros.server;
      return new Promise((resolve, reject) => {
        tcpros.server.once('error', reject);
        tcpros.server.listen(listen ?? { port: 0 }, () => {
          this._tcprosPort = (tcpros.server.address() as AddressInfo).port;
          resolve(this._tcprosPort);
        });
      });
    };
    // Nothing here speaks UDPROS: one port less for peers to try.
    prototype._setupUdprosServer = async function () {
      this._udprosServer = { close: (done) => done() };
    };
  }

  /** Ends the connections that are left when the servers are closed. */
  destroyAll(): void {
    this.#tcpros.destroyAll();
  }
}

/** What rosnodejs takes for its XML-RPC server. */
class SlaveServer extends EventEmitter {
  readonly #server: RpcServer;
  readonly httpServer: { address(): unknown; on(): void };

  constructor(sockets: NodeSockets, listen: ListenOptions, onListening: () => void) {
    super();
    this.#server = new RpcServer({ limits: NODE_LIMITS, answer: (call) => answerBy(sockets.api, call) });
    this.httpServer = { address: () => this.#server.http.address(), on: () => {} };
    // rosnodejs asks for the address, which this server has from the next turn on.
    this.#server.http.listen(listen, onListening);
  }

  close(done: () => void): void {
    this.#server.http.once('close', done);
    this.#server.close();
  }
}

/** What rosnodejs takes for its XML-RPC client: it speaks with the master alone. */
function masterClient(uri: string): object {
  return {
    methodCall(method: string, params: XmlRpcValue[], done: Done): void {
      callXmlRpc(uri, method, params, MASTER_TIMEOUT_ms, MASTER_LIMITS).then(
        (answer) =>
          Array.isArray(answer) ? done(null, answer) : done(new Error(`${method}: not an answer of ROS`)),
        (error: Error) => done(error),
      );
    },
  };
}
