import { ACTIONS, IMAGE_KINDS, type PageRequest } from './page-requests';

/** A page's messages are short; a longer one is closed by the WebSocket itself. */
export const LONGEST_REQUEST = 4096;
const LONGEST_NAME = 200;
const MOST_ID = 2 ** 31;

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const number =
  (least: number, most: number): Check =>
  (value) =>
    typeof value === 'number' && value >= least && value <= most;

const oneOf =
  (known: readonly string[]): Check =>
  (value) =>
    known.some((name) => name === value);

const name: Check = (value) => typeof value === 'string' && value !== '' && value.length <= LONGEST_NAME;

const integer =
  (least: number, most: number): Check =>
  (value) =>
    Number.isInteger(value) && number(least, most)(value);

const areKinds: Check = (value) =>
  Array.isArray(value) && value.length <= IMAGE_KINDS.length && value.every(oneOf(IMAGE_KINDS));

/** Places in a grid that has at most as many. */
const MOST_PLACES = 100_000;
const isCell: Check = (value) =>
  value === null || (Array.isArray(value) && value.length === 2 && value.every(integer(0, MOST_PLACES)));

const isFlag: Check = (value) => typeof value === 'boolean';

interface Shape {
  /** Whether a value is right, by field. */
  readonly fields: Readonly<Record<string, Check>>;
  readonly optional?: readonly string[];
}

const SWAP_FIELDS = ['brain', 'model', 'provider'];
const CIRCUIT = 'circuit';

const SHAPES: Readonly<Record<PageRequest['type'], Shape>> = {
  view: { fields: { kinds: areKinds, width: integer(64, 1920), rate_hz: number(1, 30) } },
  control: {
    fields: {
      id: integer(0, MOST_ID),
      action: oneOf(ACTIONS),
      brain: name,
      model: name,
      provider: name,
      circuit: name,
    },
    optional: [...SWAP_FIELDS, CIRCUIT],
  },
  hand: { fields: { throttle: number(-1, 1), steering: number(-1, 1) } },
  board: { fields: { tracks: isFlag, cell: isCell } },
  look: { fields: { recording: integer(0, 1), image: integer(0, MOST_ID) } },
};

/** A message that no page sends, or one more than a page sends; its message is one line for whoever wrote the page. */
export class RequestError extends Error {}

/** Reads and checks a message of a page. @throws RequestError that says what is wrong */
export function readRequest(text: string): PageRequest {
  const given = parse(text);
  const { type } = given;
  const shape =
    typeof type === 'string' && Object.hasOwn(SHAPES, type) ? SHAPES[type as PageRequest['type']] : null;
  if (shape === null) throw new RequestError(`type must be one of ${Object.keys(SHAPES).join(', ')}`);
  const { fields, optional = [] } = shape;
  for (const key of Object.keys(given)) {
    if (key !== 'type' && !Object.hasOwn(fields, key)) throw new RequestError(`${type} has an unknown field`);
  }
  for (const [key, isRight] of Object.entries(fields)) {
    if (given[key] === undefined && optional.includes(key)) continue;
    if (!isRight(given[key])) throw new RequestError(`${type}: ${key} is missing or out of range`);
  }
  const request = given as unknown as PageRequest;
  if (request.type === 'control') {
    checkSwap(request.action === 'swap', given);
    checkCircuit(request.action === 'change_circuit', given);
  }
  return request;
}

function parse(text: string): Fields {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new RequestError('the message is not JSON');
  }
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given as Fields;
  throw new RequestError('the message is not a JSON object');
}

/** A swap names something, and nothing else does. */
function checkSwap(isSwap: boolean, given: Fields): void {
  const names = SWAP_FIELDS.some((key) => given[key] !== undefined);
  if (isSwap && !names) throw new RequestError('control: a swap names a brain, a model or a provider');
  if (!isSwap && names) throw new RequestError('control: only a swap names a brain, a model or a provider');
}

function checkCircuit(isChange: boolean, given: Fields): void {
  if (isChange === (given[CIRCUIT] !== undefined)) return;
  throw new RequestError('control: change_circuit, and nothing else, names a circuit');
}
