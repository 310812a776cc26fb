import { RequestError, readRequest } from '../../src/live/read-request';

const VIEW = { type: 'view', kinds: ['camera', 'crop'], width: 640, rate_hz: 15 };
const SWAP = { type: 'control', id: 7, action: 'swap', brain: 'line_follower', provider: 'cpu' };

describe('readRequest', () => {
  it.each([
    VIEW,
    { ...VIEW, kinds: [] },
    { type: 'control', id: 0, action: 'pause' },
    SWAP,
    { type: 'hand', throttle: 0.5, steering: -1 },
    { type: 'board', tracks: true, cell: null },
    { type: 'board', tracks: false, cell: [0, 14] },
    { type: 'look', recording: 1, image: 717 },
  ])('reads %j', (request) => {
    expect(readRequest(JSON.stringify(request))).toEqual(request);
  });

  it.each([
    ['', 'the message is not JSON'],
    ['{"type":"view"', 'the message is not JSON'],
    ['null', 'the message is not a JSON object'],
    ['[]', 'the message is not a JSON object'],
    ['7', 'the message is not a JSON object'],
    ['{}', 'type must be one of view, control, hand, board, look'],
    ['{"type":"toString"}', 'type must be one of view, control, hand, board, look'],
    ['{"type":["view"]}', 'type must be one of view, control, hand, board, look'],
  ])('refuses %j: %s', (text, complaint) => {
    expect(() => readRequest(text)).toThrow(new RequestError(complaint));
  });

  it.each<[object, string]>([
    [{ ...VIEW, password: 'x' }, 'view has an unknown field'],
    [{ ...VIEW, kinds: ['camera', 'screen'] }, 'view: kinds is missing or out of range'],
    [{ ...VIEW, kinds: Array(4).fill('camera') }, 'view: kinds is missing or out of range'],
    [{ ...VIEW, kinds: 'camera' }, 'view: kinds is missing or out of range'],
    [{ ...VIEW, width: 1e9 }, 'view: width is missing or out of range'],
    [{ ...VIEW, width: 64.5 }, 'view: width is missing or out of range'],
    [{ ...VIEW, rate_hz: 0 }, 'view: rate_hz is missing or out of range'],
    [{ ...VIEW, rate_hz: '5' }, 'view: rate_hz is missing or out of range'],
    [{ type: 'control', id: 1, action: 'constructor' }, 'control: action is missing or out of range'],
    [{ type: 'control', id: 1.5, action: 'pause' }, 'control: id is missing or out of range'],
    [{ type: 'control', action: 'pause' }, 'control: id is missing or out of range'],
    [{ ...SWAP, brain: '' }, 'control: brain is missing or out of range'],
    [{ ...SWAP, model: 'm'.repeat(201) }, 'control: model is missing or out of range'],
    [{ ...SWAP, model: { toString: 'x' } }, 'control: model is missing or out of range'],
    [{ type: 'control', id: 1, action: 'swap' }, 'control: a swap names a brain, a model or a provider'],
    [{ ...SWAP, action: 'stop' }, 'control: only a swap names a brain, a model or a provider'],
    [
      { type: 'control', id: 1, action: 'change_circuit' },
      'control: change_circuit, and nothing else, names a circuit',
    ],
    [{ ...SWAP, circuit: 'ring' }, 'control: change_circuit, and nothing else, names a circuit'],
    [{ type: 'look', recording: 2, image: 0 }, 'look: recording is missing or out of range'],
    [{ type: 'look', recording: 0, image: -1 }, 'look: image is missing or out of range'],
    [{ type: 'hand', throttle: 2, steering: 0 }, 'hand: throttle is missing or out of range'],
    [{ type: 'hand', throttle: 0 }, 'hand: steering is missing or out of range'],
    [{ type: 'board', tracks: 1, cell: null }, 'board: tracks is missing or out of range'],
    [{ type: 'board', tracks: true }, 'board: cell is missing or out of range'],
    [{ type: 'board', tracks: true, cell: [0, -1] }, 'board: cell is missing or out of range'],
    [{ type: 'board', tracks: true, cell: [0, 1, 2] }, 'board: cell is missing or out of range'],
  ])('refuses %j: %s', (request, complaint) => {
    expect(() => readRequest(JSON.stringify(request))).toThrow(new RequestError(complaint));
  });

  it('says nothing of what a stranger wrote', () => {
    const text = JSON.stringify({ ...VIEW, '<script>': 1 });
    expect(() => readRequest(text)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('<') }),
    );
  });
});
