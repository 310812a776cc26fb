import { ConfigurationError, InterruptedError } from '../../../src/errors';
import type { ParamValue, RosNodeOptions } from '../../../src/ros/transport';
import { Session } from '../../../src/session/session';
import type { ExternalSessionOptions } from '../../../src/session/session-options';
import { openExternal } from '../../../src/session/setup/external';
import { FakeNode } from '../support/fake-node';
import { fakeContext } from '../support/fake-setup';

const options: ExternalSessionOptions = { world: 'external', out: null };

/** A transport whose node has these private parameters. */
function transport(parameters: ParamValue | null = null) {
  const node = new FakeNode(parameters);
  const asked: RosNodeOptions[] = [];
  const startNode = async (given: RosNodeOptions) => {
    asked.push(given);
    return node.asNode;
  };
  return { node, asked, transport: { startNode } };
}

async function opened(given: Partial<ExternalSessionOptions>, parameters: ParamValue | null = null) {
  const { transport: fake, node, asked } = transport(parameters);
  const context = fakeContext();
  const setup = await openExternal({ ...options, ...given }, context, fake);
  await context.resources.release();
  return { setup, context, node, asked };
}

describe('a session against an external master', () => {
  it('drives without end where neither options nor parameters say more', async () => {
    const { setup, node, asked } = await opened({ argv: ['camera:=/front'], nodeName: 'car2' });
    expect(asked).toMatchObject([{ name: 'car2', argv: ['camera:=/front'], handleSignals: false }]);
    expect(setup.opened.brain.name).toBe('pilotnet');
    expect(setup).toMatchObject({ circuit: null, bringToStart: null, startPaused: false });
    expect(setup.plan).toMatchObject({ laps: Number.POSITIVE_INFINITY, endless: true, patient: true });
    expect(setup.seed(setup.opened)).toBeNull();
    expect(node.shutdowns).toBe(1);
  });

  it('takes from the parameters what the options leave open', async () => {
    const { setup } = await opened(
      { brain: 'line_follower', seed: 4 },
      { brain: 'pilotnet', circuit: 'simple_circuit', laps: 2, start: 'random', seed: 9, record: false },
    );
    expect(setup.opened.brain.name).toBe('line_follower');
    expect(setup.circuit?.circuit.name).toBe('simple_circuit');
    expect(setup.plan).toMatchObject({ laps: 2, endless: false });
    expect(setup.bringToStart).not.toBeNull();
    // The start is drawn by it.
    expect(setup.seed(setup.opened)).toBe(4);
    expect(setup.recording.enabled).toBe(false);
  });

  it('opens another brain when the parameters want one, and closes both at the end', async () => {
    const { setup } = await opened({ brain: 'pilotnet', provider: 'cpu' }, { model: 'slim_pilotnet' });
    expect(setup.opened.brain).toMatchObject({ name: 'slim_pilotnet', model: 'slim_pilotnet' });
  });

  it('leaves a model parameter alone that was set for another brain', async () => {
    const { setup, context } = await opened({ brain: 'line_follower' }, { model: 'slim_pilotnet' });
    expect(setup.opened.brain.name).toBe('line_follower');
    expect(context.lines).toEqual([
      expect.stringMatching(/^parameter ~model is 'slim_pilotnet', but line_follower/),
    ]);
  });

  it.each<[string, Partial<ExternalSessionOptions>, RegExp]>([
    ['brain', { brain: 'pilotnt' }, /no brain is called 'pilotnt'/],
    [
      'start',
      { brain: 'line_follower', start: 'circuit' },
      /option 'start' is 'circuit', which needs a circuit/,
    ],
    [
      'laps',
      { brain: 'line_follower', laps: 2 },
      /option 'laps' needs a circuit: name it with option 'circuit'/,
    ],
  ])('names a wrong %s before it waits for a master', async (_, given, message) => {
    const { transport: fake, asked } = transport();
    const opening = openExternal({ ...options, ...given }, fakeContext(), fake);
    await expect(opening).rejects.toThrow(ConfigurationError);
    await expect(opening).rejects.toThrow(message);
    expect(asked).toEqual([]);
  });

  it('lets the parameters complete what is asked of the start', async () => {
    const given = { brain: 'line_follower', laps: 2, argv: ['_circuit:=simple_circuit'] };
    const { setup } = await opened(given, { circuit: 'simple_circuit' });
    expect(setup.plan.laps).toBe(2);
  });

  it('shuts its node down when a parameter is wrong', async () => {
    const { transport: fake, node } = transport({ provider: 'gpu' });
    const session = new Session(options, (checked, context) =>
      openExternal(checked as ExternalSessionOptions, context, fake),
    );
    await expect(session.open()).rejects.toThrow(/parameters of \/car: provider is 'gpu'/);
    expect(node.shutdowns).toBe(1);
  });

  it('rejects with InterruptedError when it is ended while it waits for a master', async () => {
    const startNode = ({ signal }: RosNodeOptions) =>
      new Promise<never>((_, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('the wait was ended')));
      });
    const session = new Session(options, (checked, context) =>
      openExternal(checked as ExternalSessionOptions, context, { startNode }),
    );
    const opening = expect(session.open()).rejects.toThrow(InterruptedError);
    await expect(session.end()).rejects.toThrow('interrupted before the car moved');
    await opening;
  });
});
