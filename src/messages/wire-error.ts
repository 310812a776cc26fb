import { BagError } from '../errors';

/** A serialized message that cannot be read: it is truncated, or a length in it is wrong. `scanBag` reports such a
 *  message as damage and continues with the next. */
export class WireError extends BagError {}
