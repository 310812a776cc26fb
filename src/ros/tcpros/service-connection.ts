import type { Socket } from 'node:net';
import { messageOf } from '../../errors';
import { FrameReader } from './frame-reader';
import { endSoon, type Visitor } from './tcpros-server';
import { encodeHeader } from './wire';

/** A service as its clients see it. */
export interface OfferedService {
  readonly name: string;
  readonly type: string;
  readonly md5sum: string;
  /** @returns the encoded answer; what it throws goes to the caller */
  answer(request: Buffer): Promise<Buffer>;
}

/** Far above every request of the services that a node of this program offers. */
const LONGEST_REQUEST_bytes = 1024 * 1024;

/** Answers a client, one request after the other: one that does not read its answers gets no more of them.
 *  @throws Error with the reason why it is not a client of this service */
export function serveClient(
  { socket, header, rest }: Visitor,
  service: OfferedService,
  nodeName: string,
): void {
  const md5sum = header.get('md5sum');
  if (md5sum === undefined) throw new Error('the header lacks md5sum');
  if (md5sum !== service.md5sum && md5sum !== '*') {
    throw new Error(`${service.name} is ${service.type} with md5sum ${service.md5sum}, not ${md5sum}`);
  }
  socket.write(encodeHeader({ callerid: nodeName, md5sum: service.md5sum, type: service.type }));
  if (header.get('probe') === '1') {
    endSoon(socket);
    return;
  }
  const isPersistent = header.get('persistent') === '1';
  void serve(socket, rest, isPersistent, service).catch(() => socket.destroy());
}

async function serve(
  socket: Socket,
  rest: Buffer,
  isPersistent: boolean,
  service: OfferedService,
): Promise<void> {
  const reader = new FrameReader(LONGEST_REQUEST_bytes);
  const answerAll = async (chunk: Buffer) => {
    for (const request of reader.push(chunk)) {
      const bytes = await answerOf(service, request);
      if (socket.destroyed) return false;
      if (!isPersistent) {
        endSoon(socket, bytes);
        return false;
      }
      if (!socket.write(bytes)) await drained(socket);
    }
    return !socket.destroyed;
  };
  if (!(await answerAll(rest))) return;
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    if (!(await answerAll(chunk as Buffer))) return;
  }
  endSoon(socket);
}

/** A byte for success, then the message or the reason with its length. */
async function answerOf(service: OfferedService, request: Buffer): Promise<Buffer> {
  let success = 1;
  let content: Buffer;
  try {
    content = await service.answer(request);
  } catch (error) {
    success = 0;
    content = Buffer.from(messageOf(error));
  }
  const head = Buffer.alloc(5);
  head.writeUInt8(success);
  head.writeUInt32LE(content.length, 1);
  return Buffer.concat([head, content]);
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    socket.on('drain', done);
    socket.on('close', done);
  });
}
