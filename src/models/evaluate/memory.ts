import { readFileSync } from 'node:fs';

/**
 * Most memory that this process has had in RAM so far (resident set), bytes.
 * Linux keeps it for each program; getrusage's maximum is that of the program which started this one, where
 * that was larger (exec(2) hands it on), and so only stands in on other systems.
 */
export function peakMemory_bytes(): number {
  if (process.platform === 'linux') {
    const high = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'));
    if (high !== null) return Number(high[1]) * 1024;
  }
  return process.resourceUsage().maxRSS * 1024;
}
