import type { MessageCodec } from '../../messages/index';

/** A node, as others see it. */
export interface Peer {
  readonly name: string;
  readonly uri: string;
}

/** What a publisher sends to. */
export interface Recipient {
  receive(bytes: Buffer, callerId: string): void;
}

/** What a subscription reads from. */
export interface Source {
  readonly topic: string;
  readonly peer: Peer;
  readonly codec: Pick<MessageCodec<unknown>, 'type' | 'md5sum'>;
  connect(recipient: Recipient): void;
  disconnect(recipient: Recipient): void;
}
