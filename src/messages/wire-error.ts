import { BagError } from '../errors';

/** One serialised message that cannot be read: too short, or lengths inside it that lie. `scanBag` notes
 *  such a message as damage and goes on with the next. */
export class WireError extends BagError {}
