import { EventSource } from '../../src/session/event-source';

interface Events {
  readonly number: number;
  readonly text: string;
}

describe('an event source', () => {
  it('tells its listeners in their order, until they are taken away', () => {
    const heard: string[] = [];
    const events = new EventSource<Events>(() => {});
    const away = events.on('number', (value) => heard.push(`a ${value}`));
    events.on('number', (value) => heard.push(`b ${value}`));
    events.emit('number', 1);
    away();
    events.emit('number', 2);
    events.emit('text', 'nobody listens');
    expect(heard).toEqual(['a 1', 'b 1', 'b 2']);
  });

  it('knows whether anybody listens', () => {
    const events = new EventSource<Events>(() => {});
    const away = events.on('text', () => {});
    expect([events.has('text'), events.has('number')]).toEqual([true, false]);
    away();
    expect(events.has('text')).toBe(false);
  });

  it('passes on what a listener throws, and tells the others all the same', () => {
    const [errors, heard]: [unknown[], number[]] = [[], []];
    const events = new EventSource<Events>((error) => errors.push(error));
    events.on('number', () => {
      throw new Error('broken');
    });
    events.on('number', (value) => heard.push(value));
    events.emit('number', 1);
    expect([errors, heard]).toEqual([[new Error('broken')], [1]]);
  });

  it('passes on what an async listener rejects with', async () => {
    const errors: unknown[] = [];
    const events = new EventSource<Events>((error) => errors.push(error));
    events.on('number', async () => {
      throw new Error('broken');
    });
    events.emit('number', 1);
    await new Promise(setImmediate);
    expect(errors).toEqual([new Error('broken')]);
  });
});
