import { foreignText } from '../foreign-text';
import type { Visitor } from '../tcpros/tcpros-server';
import { encodeHeader } from '../tcpros/wire';
import type { PublisherImpl } from './library';

/** Connects a subscriber to a topic of this node.
 *  @throws Error with the reason why it is not one */
export function acceptSubscriber({ socket, header }: Visitor, impl: PublisherImpl, nodeName: string): void {
  const type = impl.getType();
  const md5sum = impl._messageHandler.md5sum();
  checkField(header, 'type', type);
  checkField(header, 'md5sum', md5sum);
  socket.write(
    encodeHeader({
      callerid: nodeName,
      md5sum,
      type,
      message_definition: impl._messageHandler.messageDefinition(),
      ...(impl.getLatching() && { latching: '1' }),
    }),
  );
  socket.setNoDelay(true);
  const name = `${socket.remoteAddress}:${socket.remotePort}`;
  socket.once('close', () => {
    if (impl._subClients[name] === socket) delete impl._subClients[name];
  });
  // A subscriber has nothing to say; what it sends is not kept.
  socket.resume();
  if (impl._lastSentMsg !== null) socket.write(impl._lastSentMsg);
  impl._subClients[name] = socket;
  const callerid = header.get('callerid');
  impl.emit('connection', callerid === undefined ? {} : { callerid: foreignText(callerid) }, name);
}

/** "*" takes every value. */
function checkField(header: ReadonlyMap<string, string>, field: 'type' | 'md5sum', ours: string): void {
  const theirs = header.get(field);
  if (theirs === undefined) throw new Error(`the header lacks ${field}`);
  if (theirs !== ours && theirs !== '*') throw new Error(`the ${field} is ${ours} here, not ${theirs}`);
}
