import { table } from '../../scripts/support/documents';
import { JITI } from '../../scripts/support/paths';
import { jsonOf } from '../../scripts/support/processes';
import { formatNumber } from '../../src/measure/report/format';
import type { CodecTimes } from '../messages';
import type { PartOptions, PartResult } from '../support/part';

const HEADER = ['message', 'bytes', 'decoded ns', 'encoded ns'];

/** The generated codecs of messages. */
export async function measureMessages({ rounds }: PartOptions): Promise<PartResult> {
  const count = String(Math.max(rounds, 15));
  const found = await jsonOf<CodecTimes[]>(process.execPath, [
    JITI,
    'bench/messages.ts',
    '--json',
    '--rounds',
    count,
  ]);
  const rows = found.map(({ type, bytes, decode_ns, encode_ns }) => [
    type,
    String(bytes),
    formatNumber(decode_ns, 0),
    formatNumber(encode_ns, 0),
  ]);
  return {
    text: `### Message codecs\n\nOne message, median of ${count} rounds in one process; the pixels of an image are not copied when it is decoded.\n\n${table(HEADER, rows)}`,
    summary: [],
    figures: found,
  };
}
