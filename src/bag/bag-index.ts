import { BagError, escapeControls } from '../errors';
import { readConnection } from './bag-walk';
import { MAGIC, OP_BAG_HEADER, OP_CHUNK_INFO, OP_CONNECTION } from './format';
import { RecordHeader } from './record-header';
import type { RecordSink } from './record-sink';
import { peekRecord } from './resync';
import type { Window } from './window';

/** Reads the connections of the index at the end of a bag, so that those of a damaged chunk are known, too.
 *  @returns where the index begins; null when it is missing or incomplete
 *  @throws BagError for an encrypted bag */
export async function readBagIndex(window: Window, sink: RecordSink): Promise<number | null> {
  const header = new RecordHeader();
  window.seek(MAGIC.length);
  const first = await peekRecord(window, header);
  if (first?.header.op !== OP_BAG_HEADER) return null;
  const encryptor = first.header.text('encryptor');
  if (encryptor) {
    throw new BagError(
      `${window.name}: is encrypted (${escapeControls(encryptor)}); decrypt it with rosbag decrypt`,
    );
  }
  const position = first.header.number('index_pos') ?? 0;
  const connections = first.header.number('conn_count') ?? 0;
  const chunks = first.header.number('chunk_count') ?? 0;
  if (position < MAGIC.length || position > window.size) return null;
  window.seek(position);
  const found = { connections: 0, chunks: 0 };
  while (window.left > 0) {
    const record = await peekRecord(window, header);
    if (!record || record.dataAt + record.dataLength > window.left) return null;
    if (record.header.op === OP_CONNECTION) {
      found.connections++;
      if (!(await readConnection(window, sink, record))) return null;
    } else if (record.header.op === OP_CHUNK_INFO) {
      found.chunks++;
    } else return null;
    window.skip(record.dataAt + record.dataLength);
  }
  return found.connections === connections && found.chunks === chunks ? position : null;
}
