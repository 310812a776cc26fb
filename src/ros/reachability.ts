import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import { messageOf } from '../errors';
import { callRos } from './master/xmlrpc';
import { isLoopback } from './tcpros/host';

const TIMEOUT_ms = 2000;

export interface ReachabilityOptions {
  /** Slave API of this node, as other nodes are told. */
  readonly uri: string;
  readonly masterUri: string;
  readonly nodeName: string;
  /** Addresses of this machine. Default: those of its interfaces. */
  readonly addresses?: readonly string[];
}

/** Why other nodes cannot reach this one at the address that they are told, with what to do; null where nothing is wrong.
 *  What only they know (their own name service, firewalls between) stays unknown. */
export async function whyUnreachable(options: ReachabilityOptions): Promise<string | null> {
  const { uri, masterUri, nodeName, addresses = addressesOfThisMachine() } = options;
  const { hostname } = new URL(uri);
  const masterHost = new URL(masterUri).hostname;
  if (isLoopback(hostname)) {
    if (isLoopback(masterHost) || (await isHere(masterHost, addresses))) return null;
    return sentence(uri, `the master is on ${masterHost}, where ${hostname} is another machine`, addresses);
  }
  try {
    const { address } = await lookup(hostname);
    if (!isLoopback(address) && !addresses.includes(address)) {
      const name = address === hostname ? '' : `${hostname} is `;
      return sentence(uri, `${name}${address}, which is no address of this machine`, addresses);
    }
    const pid = await callRos(uri, 'getPid', [nodeName], TIMEOUT_ms);
    return pid === process.pid ? null : sentence(uri, 'another process answers there', addresses);
  } catch (error) {
    return sentence(uri, messageOf(error), addresses);
  }
}

/** Why other machines cannot use the name of this one; null where it is known here. */
export async function whyNameIsUnknown(
  hostname: string,
  addresses: readonly string[] = addressesOfThisMachine(),
): Promise<string | null> {
  try {
    await lookup(hostname);
    return null;
  } catch (error) {
    return `${hostname} is not known even on this machine (${messageOf(error)}): use its address${listed(addresses)}`;
  }
}

function sentence(uri: string, why: string, addresses: readonly string[]): string {
  return (
    `other nodes are told to reach this node at ${uri}, and cannot: ${why}; ` +
    `set ROS_IP or ROS_HOSTNAME to an address of this machine${listed(addresses)}`
  );
}

function listed(addresses: readonly string[]): string {
  const others = addresses.filter((address) => !isLoopback(address));
  return others.length === 0 ? '' : ` (${others.join(', ')})`;
}

async function isHere(host: string, addresses: readonly string[]): Promise<boolean> {
  try {
    const { address } = await lookup(host);
    return isLoopback(address) || addresses.includes(address);
  } catch {
    return false;
  }
}

function addressesOfThisMachine(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter(({ family }) => family === 'IPv4')
    .map(({ address }) => address);
}
