import { readFileSync } from 'node:fs';

/**
 * Peak resident set size of this process so far, bytes. On Linux it is read from /proc, because the maximum of
 * getrusage includes that of the parent program (exec(2) inherits it); other systems use getrusage.
 */
export function peakMemory_bytes(): number {
  if (process.platform === 'linux') {
    const high = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'));
    if (high !== null) return Number(high[1]) * 1024;
  }
  return process.resourceUsage().maxRSS * 1024;
}
