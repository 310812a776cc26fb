import { WorldError } from '../../errors';
import { type RosLogger, SILENT } from '../logger';
import { MasterApi } from '../master/master-api';
import { waitForMaster } from '../master/wait-for-master';
import { namesOf, type RosArguments } from '../names';
import { privateParamsOf } from '../private-params';
import { whyUnreachable } from '../reachability';
import { ShutdownRequests } from '../shutdown-requests';
import { checkedMasterUri, chooseHost, type Host } from '../tcpros/host';
import type { RosNode, RosNodeOptions } from '../transport';
import { loadRosnodejs, type Rosnodejs, routeLog, withoutProcessHandlers } from './library';
import { Node } from './node';
import { NodeSockets } from './sockets';

const MASTER_PERIOD_ms = 1000;

/** Registers this process as a ROS node: `Transport.startNode` on rosnodejs. */
export async function startNode(options: RosNodeOptions): Promise<RosNode> {
  const logger = options.logger ?? SILENT;
  const { names, ros } = namesOf(options);
  const { masterUri, host } = addressesOf(options, ros);
  const privateParams = privateParamsOf(ros);
  const api = new MasterApi(masterUri, names.nodeName);
  const requests = new ShutdownRequests(options.handleSignals ?? true);
  try {
    await waitForMaster(api, logger, [options.signal, requests.signal]);
    const rosnodejs = loadRosnodejs();
    checkRoom(rosnodejs);
    rosnodejs.reset();
    routeLog(rosnodejs, logger);
    const sockets = new NodeSockets();
    sockets.install();
    // rosnodejs passes these to listen() and bind() as they are: this keeps it on one address.
    const listen = { port: 0, host: host.listen, address: host.listen };
    const ready = withoutProcessHandlers([`__ip:=${host.advertised}`], () =>
      rosnodejs.initNode(names.nodeName, {
        rosMasterUri: masterUri,
        notime: true,
        logging: { skipRosLogging: true, overrideLoggerCleanup: true },
        node: { tcprosPort: listen, xmlrpcPort: listen, udprosPort: listen },
      }),
    );
    await ready;
    const node = new Node({
      rosnodejs,
      api,
      sockets,
      names,
      host: host.advertised,
      requests,
      privateParams,
      log: options,
    });
    try {
      await node.begin(options.masterPeriod_ms ?? MASTER_PERIOD_ms);
      void warnIfUnreachable(node, logger);
    } catch (error) {
      await node.shutdown();
      throw error;
    }
    return node;
  } catch (error) {
    requests.close();
    throw error;
  }
}

/** Nothing waits for it: a name service may take its time. */
async function warnIfUnreachable(node: Node, logger: RosLogger): Promise<void> {
  const { uri, masterUri, name: nodeName } = node;
  const why = await whyUnreachable({ uri, masterUri, nodeName });
  if (why !== null && node.masterIsThere) logger.warn(why);
}

/** rosnodejs keeps one node per process; the next can be started once that is shut down.
 *  @throws WorldError while it is not */
export function checkRoom(rosnodejs: Rosnodejs = loadRosnodejs()): void {
  if (rosnodejs.ok()) {
    throw new WorldError(
      'this process is a ROS node already, and rosnodejs allows one at a time; shut it down first, or use another process',
    );
  }
}

/** Where the master is and where this node listens: options first, then the command line, then the environment. */
function addressesOf(options: RosNodeOptions, { special }: RosArguments): { masterUri: string; host: Host } {
  const environment = options.environment ?? process.env;
  const masterUri = checkedMasterUri(
    options.masterUri ?? special.get('master') ?? environment.ROS_MASTER_URI ?? 'http://localhost:11311',
  );
  const chosen =
    options.host ??
    special.get('ip') ??
    special.get('hostname') ??
    (environment.ROS_IP || environment.ROS_HOSTNAME);
  return { masterUri, host: chooseHost(chosen, masterUri) };
}
