import { hostname } from 'node:os';
import { ConfigurationError } from '../../errors';

/** Where a node listens and by which name others reach it. */
export interface Host {
  readonly advertised: string;
  /** Address to listen on; "0.0.0.0" for every interface. */
  readonly listen: string;
}

const LOOPBACK = '127.0.0.1';
const EVERYWHERE = '0.0.0.0';

/** True for localhost, 127.x.y.z and ::1. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Checks and completes the address of a ROS master. Throws ConfigurationError. */
export function checkedMasterUri(uri: string): string {
  const parsed = URL.canParse(uri) ? new URL(uri) : null;
  if (parsed?.protocol !== 'http:' || !parsed.port) {
    throw new ConfigurationError(
      `"${uri}" is not the address of a ROS master: use the form http://localhost:11311 (ROS_MASTER_URI or __master)`,
    );
  }
  return `http://${parsed.host}`;
}

/**
 * Loopback unless set otherwise: by `chosen` (an option, __ip or __hostname, ROS_IP or ROS_HOSTNAME), or by
 * a master on another machine, whose nodes could not reach us on loopback.
 */
export function chooseHost(chosen: string | undefined, masterUri: string): Host {
  if (chosen) return { advertised: chosen, listen: isLoopback(chosen) ? LOOPBACK : EVERYWHERE };
  const masterHost = new URL(masterUri).hostname;
  // URLs are in lower case, names of machines need not be.
  if (isLoopback(masterHost) || masterHost === hostname().toLowerCase())
    return { advertised: LOOPBACK, listen: LOOPBACK };
  return { advertised: hostname(), listen: EVERYWHERE };
}
