import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { MessageCodec } from '../../../src/messages/index';
import type { PublisherHandle } from '../../../src/ros/rosnodejs/library';
import { Publisher } from '../../../src/ros/rosnodejs/publisher';

/** A message of one byte. */
const Byte: MessageCodec<number> = {
  type: 'test/Byte',
  md5sum: '',
  size: () => 1,
  write: (value, bytes, at) => bytes.writeUInt8(value, at),
  decode: (bytes) => bytes[0]!,
};

class FakeSocket extends EventEmitter {
  writableLength = 0;
  readonly got: number[] = [];

  write(bytes: Buffer): void {
    this.got.push(bytes[4]!);
  }
}

function publishing(greeting: () => number | null = () => null) {
  const sockets: Record<string, Socket> = {};
  const handle = Object.assign(new EventEmitter(), {
    _impl: { _subClients: sockets, _lastSentMsg: null, getNumSubscribers: () => Object.keys(sockets).length },
  });
  const publisher = new Publisher<number>('/topic', handle as unknown as PublisherHandle, Byte, false, 10, {
    finalMessage: 0,
    greeting,
  });
  const heard: string[] = [];
  publisher.onDelivery((who, delivered) => heard.push(`${who} ${delivered ? 'back' : 'away'}`));
  const join = (name: string) => {
    const socket = new FakeSocket();
    sockets[name] = socket as unknown as Socket;
    handle.emit('connection', { callerid: `/${name}` }, name);
    return socket;
  };
  return { publisher, heard, join, sockets };
}

describe('a publisher', () => {
  it('gives a subscriber that cannot be reached the final message, and nothing more until it can be', () => {
    const { publisher, heard, join } = publishing();
    const [near, far] = [join('near'), join('far')];
    publisher.publish(1);
    publisher.stuck(far as unknown as Socket);
    publisher.stuck(far as unknown as Socket);
    publisher.publish(2);
    publisher.free(far as unknown as Socket);
    publisher.publish(3);
    expect(near.got).toEqual([1, 2, 3]);
    expect(far.got).toEqual([1, 0, 3]);
    expect(publisher.dropped).toBe(1);
    expect(heard).toEqual(['/far away', '/far back']);
  });

  it('forgets a subscriber that cannot be reached when its connection ends', () => {
    const { publisher, heard, join, sockets } = publishing();
    const far = join('far');
    publisher.stuck(far as unknown as Socket);
    delete sockets.far;
    far.emit('close');
    far.emit('close');
    expect(heard).toEqual(['/far away', '/far back']);
    expect(publisher.deliveries()).toEqual([]);
  });

  it('greets a subscriber that connects, alone, where there is something to say', () => {
    let word: number | null = null;
    const { join } = publishing(() => word);
    const early = join('early');
    word = 7;
    const late = join('late');
    expect([early.got, late.got]).toEqual([[], [7]]);
  });

  it('has nothing to do with the connections of other topics', () => {
    const { publisher, heard, join } = publishing();
    const here = join('here');
    publisher.stuck(new FakeSocket() as unknown as Socket);
    publisher.publish(1);
    expect([here.got, heard]).toEqual([[1], []]);
  });
});
