/** A topic as one publisher sent it (connection record of rosbag format 2.0). */
export interface BagConnection {
  readonly topic: string;
  /** For example nav_msgs/Odometry. */
  readonly type: string;
  readonly md5sum: string;
  /** Full text of the message definition, those of its parts included. */
  readonly definition: string;
  /** Name of the publishing node; null where the bag does not say. */
  readonly callerId: string | null;
  readonly latching: boolean;
}

/**
 * Takes one message as it lies in the bag.
 * @param data the serialised message; a view that holds until the call returns
 * @param sec,nsec when it was recorded
 */
export type MessageHandler = (data: Buffer, sec: number, nsec: number) => void;

export interface BagVisitor {
  /** Called once for each connection, before its first message.
   *  @returns what takes its messages, or null to pass them over */
  connection(connection: BagConnection): MessageHandler | null;
}

/** A part of a bag that could not be read. */
export interface BagDamage {
  readonly at_byte: number;
  readonly reason: string;
}

/** What a bag turned out to hold. */
export interface BagScan {
  readonly size_bytes: number;
  readonly chunks: number;
  /** Messages found, those passed over included. */
  readonly messages: number;
  readonly connections: readonly BagConnection[];
  /** Names of the compressions of its chunks. */
  readonly compressions: readonly string[];
  /** False where the writer never came to write the index. */
  readonly indexed: boolean;
  /** What was lost, in the order of the file; at most the first hundred. */
  readonly damage: readonly BagDamage[];
}
