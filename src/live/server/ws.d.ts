/** The part of the package `ws` that is used here. */
declare module 'ws' {
  import type { EventEmitter } from 'node:events';
  import type { IncomingMessage } from 'node:http';
  import type { Duplex } from 'node:stream';

  export class WebSocket extends EventEmitter {
    /** As in browsers; Node's headers beside it.
     *  @param options of the handshake's request */
    constructor(address: string, options?: { readonly headers?: Readonly<Record<string, string>> });
    constructor(
      address: string,
      protocols: readonly string[],
      options?: { readonly headers?: Readonly<Record<string, string>> },
    );
    readonly bufferedAmount: number;
    static readonly OPEN: 1;
    /** `OPEN` while it is open. */
    readonly readyState: number;
    /** As in browsers. */
    binaryType: string;
    readonly protocol: string;
    onopen: ((event: { readonly target: WebSocket }) => void) | null;
    onmessage: ((event: { readonly data: unknown }) => void) | null;
    onerror: ((event: { readonly message: string }) => void) | null;
    onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
    /** @param options whether it ends a message that may have been begun by others */
    send(data: string | ArrayBuffer | ArrayBufferView, options?: { readonly fin?: boolean }): void;
    ping(data?: string): void;
    close(code?: number, reason?: string): void;
    terminate(): void;
    /** Reads no more until `resume`. */
    pause(): void;
    resume(): void;
  }

  export class WebSocketServer extends EventEmitter {
    constructor(options: {
      readonly noServer: true;
      readonly maxPayload: number;
      readonly perMessageDeflate: false;
      /** For a peer to answer a close frame, milliseconds; its connection is destroyed then. */
      readonly closeTimeout: number;
      /** Chooses one of the subprotocols that a peer offers. */
      readonly handleProtocols?: (offered: Set<string>) => string | false;
    });
    handleUpgrade(
      request: IncomingMessage,
      socket: Duplex,
      head: Buffer,
      done: (socket: WebSocket) => void,
    ): void;
    close(): void;
  }
}
