/** A topic of one publisher (connection record of rosbag format 2.0). */
export interface BagConnection {
  readonly topic: string;
  /** For example nav_msgs/Odometry. */
  readonly type: string;
  readonly md5sum: string;
  /** The message definition, those of nested messages included. */
  readonly definition: string;
  /** Name of the publishing node; null when the bag does not name it. */
  readonly callerId: string | null;
  readonly latching: boolean;
}

/**
 * Receives one message.
 * @param data the serialized message; a view that is valid until the call returns
 * @param sec,nsec when it was recorded
 * @param at_byte where `MessageReader` finds it again: position in the file of its record, or of its compressed chunk
 */
export type MessageHandler = (data: Buffer, sec: number, nsec: number, at_byte: number) => void;

export interface BagVisitor {
  /** Called once for each connection, before its first message.
   *  @param id its number in this bag
   *  @returns the handler of its messages, or null to skip them */
  connection(connection: BagConnection, id: number): MessageHandler | null;
  /** Called where the recording times start again, as after a reset of the simulation: the messages that follow belong to
   *  another run. */
  restart?(): void;
}

/** A part of a bag that could not be read. */
export interface BagDamage {
  readonly at_byte: number;
  readonly reason: string;
}

/** What a bag contains. */
export interface BagScan {
  readonly size_bytes: number;
  readonly chunks: number;
  /** All messages, skipped ones included. */
  readonly messages: number;
  readonly connections: readonly BagConnection[];
  /** Compressions of its chunks. */
  readonly compressions: readonly string[];
  /** False when the index is missing or incomplete. */
  readonly indexed: boolean;
  /** What is lost, in the order of the file; the first hundred at most. */
  readonly damage: readonly BagDamage[];
}
