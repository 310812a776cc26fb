import { messageCodec } from '../../src/messages/index';
import { Receiver, type ReceiverOptions } from '../../src/ros/receiver';
import { Log } from './support/log';

interface Text {
  readonly data: string;
}

function receiving(options: Partial<ReceiverOptions<Text>> = {}) {
  const log = new Log();
  const heard: string[] = [];
  const receiver = new Receiver<Text>({
    topic: '/talk',
    codec: messageCodec('std_msgs/String'),
    logger: log,
    listener: ({ data }) => void heard.push(data),
    ...options,
  });
  return { receiver, heard, lines: log.lines };
}

/** Shorter than the length of a string. */
const CUT_OFF = Buffer.from([9, 0]);
const WHOLE = Buffer.from([1, 0, 0, 0, 65]);

describe('a receiver of messages', () => {
  it('says once that messages cannot be decoded, and goes on with those that can', () => {
    const { receiver, heard, lines } = receiving();
    for (const bytes of [CUT_OFF, CUT_OFF, WHOLE]) receiver.receive(bytes, '/talker');
    expect(lines).toEqual([
      expect.stringMatching(/^error: topic \/talk: a message of 2 bytes is not a valid std_msgs\/String: ./),
    ]);
    expect([receiver.malformed, receiver.received, heard]).toEqual([2, 1, ['A']]);
  });

  it('leaves it to whoever wants to know each of them', () => {
    const reasons: string[] = [];
    const { receiver, lines } = receiving({ onMalformed: (reason) => reasons.push(reason) });
    for (const bytes of [CUT_OFF, CUT_OFF]) receiver.receive(bytes, '/talker');
    expect([reasons.length, lines]).toEqual([2, []]);
  });

  it('says of a type of the same name with other fields what is different', () => {
    const { receiver, lines } = receiving();
    receiver.mismatch('http://talker:1', 'std_msgs/String', 'abc');
    expect(lines[0]).toContain('topic /talk is std_msgs/String with other fields (md5 abc, here 992ce8');
    expect(receiver.mismatched).toBe(1);
  });
});
