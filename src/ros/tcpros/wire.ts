/** TCPROS wire format (http://wiki.ros.org/ROS/TCPROS): connection headers and message framing. */

/** A connection header with its length in front. */
export function encodeHeader(fields: Readonly<Record<string, string>>): Buffer {
  const parts = [Buffer.alloc(4)];
  for (const [key, value] of Object.entries(fields)) {
    const text = Buffer.from(`${key}=${value}`, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    parts.push(length, text);
  }
  const whole = Buffer.concat(parts);
  whole.writeUInt32LE(whole.length - 4);
  return whole;
}

/** A connection header without its length. A field without "=" is an error message of the peer. */
export function decodeHeader(bytes: Buffer): Map<string, string> {
  const fields = new Map<string, string>();
  let at = 0;
  while (at + 4 <= bytes.length) {
    const end = at + 4 + bytes.readUInt32LE(at);
    const text = bytes.toString('utf8', at + 4, Math.min(end, bytes.length));
    const equals = text.indexOf('=');
    if (equals > 0 && /^\w+$/.test(text.slice(0, equals))) {
      fields.set(text.slice(0, equals), text.slice(equals + 1));
    } else {
      fields.set('error', text);
    }
    at = end;
  }
  return fields;
}

/** Larger lengths are taken for a broken stream. */
export const LONGEST_MESSAGE_bytes = 256 * 1024 * 1024;
const SMALLEST_SLAB_bytes = 64 * 1024;
/** A full-HD image fits. For longer messages memory is taken as they come, not as they are announced. */
const TRUSTED_bytes = 8 * 1024 * 1024;
const SPARE_SLABS = 2;

interface Slab {
  readonly bytes: Buffer;
  /** Listeners that still read from it. */
  holds: number;
}

/** Size of the memory for a message that is announced with `need` bytes, of which `rest` have come. More than `rest`. */
function roomFor(need: number, rest: number): number {
  let room = TRUSTED_bytes;
  while (room <= rest) room *= 2;
  return Math.min(need, room);
}

/**
 * Puts length-prefixed messages together without copying them: the socket reads straight into `space()`,
 * which is sized to end with the current message, so camera frames are handed out as views.
 *
 * Long messages are believed only as they come: memory grows with what was received.
 *
 * The view given to `deliver` may be overwritten once `deliver` has returned or, when it returned a promise,
 * once that has settled.
 */
export class MessageAssembler {
  readonly #deliver: (message: Buffer) => void | Promise<void>;
  #slab: Slab = { bytes: Buffer.allocUnsafeSlow(SMALLEST_SLAB_bytes), holds: 0 };
  #filled = 0;
  #spare: Slab[] = [];

  /** The longest message that is taken. */
  longest_bytes: number;

  constructor(
    deliver: (message: Buffer) => void | Promise<void>,
    longest_bytes: number = LONGEST_MESSAGE_bytes,
  ) {
    this.#deliver = deliver;
    this.longest_bytes = longest_bytes;
  }

  /** Where the next bytes of the stream go. Never empty. */
  space(): Buffer {
    return this.#slab.bytes.subarray(this.#filled);
  }

  /** `count` bytes were written to the start of `space()`. Throws on an impossible length. */
  written(count: number): void {
    this.#filled += count;
    let start = 0;
    let need = 4;
    for (;;) {
      const available = this.#filled - start;
      if (available < 4) break;
      const length = this.#slab.bytes.readUInt32LE(start);
      if (length > this.longest_bytes) throw new Error(`a message of ${length} bytes was announced`);
      need = 4 + length;
      if (available < need) break;
      this.#handOut(this.#slab, start + 4, start + need);
      start += need;
      need = 4;
    }
    this.#makeRoom(start, need);
  }

  #handOut(slab: Slab, from: number, to: number): void {
    const pending = this.#deliver(slab.bytes.subarray(from, to));
    if (!pending) return;
    slab.holds += 1;
    const release = () => {
      slab.holds -= 1;
      const reusable =
        slab.holds === 0 && slab !== this.#slab && slab.bytes.length >= this.#slab.bytes.length;
      if (reusable && this.#spare.length < SPARE_SLABS) this.#spare.push(slab);
    };
    pending.then(release, release);
  }

  #makeRoom(start: number, need: number): void {
    const rest = this.#filled - start;
    const room = roomFor(need, rest);
    const fits = this.#slab.bytes.length >= room;
    const free = start === 0 || this.#slab.holds === 0;
    if (fits && free) {
      if (start > 0) this.#slab.bytes.copyWithin(0, start, this.#filled);
    } else {
      const wanted = Math.max(room, fits ? this.#slab.bytes.length : SMALLEST_SLAB_bytes);
      this.#spare = this.#spare.filter((slab) => slab.bytes.length >= wanted);
      const next = this.#spare.pop() ?? { bytes: Buffer.allocUnsafeSlow(wanted), holds: 0 };
      this.#slab.bytes.copy(next.bytes, 0, start, this.#filled);
      this.#slab = next;
    }
    this.#filled = rest;
  }
}
