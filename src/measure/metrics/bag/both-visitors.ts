import type { BagConnection, BagVisitor, MessageHandler } from '../../../bag/types';

/** Shows the messages of a bag to two visitors, each message to the first one first. */
export class BothVisitors implements BagVisitor {
  constructor(
    private readonly first: BagVisitor,
    private readonly second: BagVisitor,
  ) {}

  connection(connection: BagConnection, id: number): MessageHandler | null {
    const one = this.first.connection(connection, id);
    const other = this.second.connection(connection, id);
    if (one === null || other === null) return one ?? other;
    return (...message) => {
      one(...message);
      other(...message);
    };
  }

  restart(): void {
    this.first.restart?.();
    this.second.restart?.();
  }
}
