import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Times of one node that onnxruntime ran; its graph is another than the file's, since nodes are fused and added. */
export interface NodeTimes {
  readonly name: string;
  /** For example `QLinearConv`, where the file has a Conv between DequantizeLinear and QuantizeLinear. */
  readonly operator: string;
  /** For example `cpu`. */
  readonly provider: string;
  /** In the order of the runs. */
  readonly times_us: readonly number[];
}

interface ProfileEvent {
  readonly cat?: string;
  readonly name: string;
  readonly dur: number;
  readonly args?: { readonly op_name?: string; readonly provider?: string; readonly node_index?: string };
}

/** Reads what a session with `profileFolder` has written into it, once the session is closed; in the order of the run. */
export function readProfile(folder: string): NodeTimes[] {
  const nodes = new Map<string, NodeTimes & { readonly times_us: number[] }>();
  for (const file of readdirSync(folder)) {
    const events = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as ProfileEvent[];
    for (const { cat, name, dur, args } of events) {
      if (cat !== 'Node' || !args?.provider) continue;
      const key = `${args.node_index} ${name}`;
      const node = nodes.get(key) ?? {
        name: name.replace(/_kernel_time$/, ''),
        operator: args.op_name ?? 'unknown',
        provider: args.provider.replace(/ExecutionProvider$/, '').toLowerCase(),
        times_us: [],
      };
      nodes.set(key, node);
      node.times_us.push(dur);
    }
  }
  return [...nodes.values()];
}
