// Records numbered texts into the bag named on the command line, as fast as it can, flushing every tenth;
// prints the number of the last one flushed. Ends when the disk is full, with what the writer says.
import { writeSync } from 'node:fs';
import { BagWriter, RecordingFullError } from '../../../src/bag/bag-writer';
import { FileSink } from '../../../src/bag/file-sink';
import { encodeString, messageType } from '../../../src/messages/index';

const [file = '', compression] = process.argv.slice(2);
const writer = new BagWriter(new FileSink(file), { compression: compression === 'lz4' ? 'lz4' : 'none' });
const id = writer.addConnection({
  topic: '/count',
  ...messageType('std_msgs/String'),
  callerId: '/test',
  latching: false,
});
try {
  for (let i = 1; ; i++) {
    writer.message(id, i, 0, encodeString({ data: `${i} ${'.'.repeat(i % 1000)}` }));
    if (i % 10 !== 0) continue;
    writer.flush();
    writeSync(1, `${i}\n`);
  }
} catch (error) {
  if (!(error instanceof RecordingFullError)) throw error;
  writer.finish();
  writeSync(1, `${error.message}\n`);
}
