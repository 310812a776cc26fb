import { EventEmitter } from 'node:events';
import { type OutputStream, ProcessSink } from '../../src/cli/process-streams';

class FakeStream extends EventEmitter {
  readonly isTTY = true;
  readonly columns = 80;
  writableLength = 0;
  text = '';
  blocks: boolean | null = null;
  failure: Error | null = null;
  readonly _handle = {
    setBlocking: (blocks: boolean) => {
      this.blocks = blocks;
    },
  };

  write(text: string, done?: () => void): boolean {
    if (this.failure) throw this.failure;
    this.text += text;
    done?.();
    return true;
  }
}

function setUp(mayDrop = true) {
  const stream = new FakeStream();
  const failures: string[] = [];
  const sink = new ProcessSink(stream as unknown as OutputStream, {
    mayDrop,
    onFailure: ({ message }) => failures.push(message),
  });
  return { stream, sink, failures };
}

const failure = (code: string) => Object.assign(new Error(`${code}: write`), { code });

test.each(['ENOSPC', 'EIO'])('a stream that fails with %s takes nothing more, and is told once', (code) => {
  const { stream, sink, failures } = setUp();
  sink.write('one\n');
  stream.emit('error', failure(code));
  stream.emit('error', failure(code));
  sink.write('two\n');
  expect(stream.text).toBe('one\n');
  expect(failures).toEqual([`${code}: write`]);
});

test('a stream that throws does not throw through its sink', async () => {
  const { stream, sink, failures } = setUp();
  stream.failure = failure('ENOSPC');
  expect(() => sink.write('one\n')).not.toThrow();
  expect(failures).toHaveLength(1);
  await sink.drained();
});

test('a reader that has gone is no failure', () => {
  const { stream, failures } = setUp();
  stream.emit('error', failure('EPIPE'));
  expect(failures).toEqual([]);
});

test('a terminal that is stopped does not stop whoever writes to it', () => {
  const { stream, sink } = setUp();
  expect(stream.blocks).toBe(false);
  stream.writableLength = 2 * 1024 * 1024;
  sink.write('one\n');
  sink.write('two\n');
  stream.writableLength = 0;
  sink.write('three\n');
  expect(stream.text).toBe('warn: 2 lines of this log were left out\nthree\n');
});

test('results are never left out', () => {
  const { stream, sink } = setUp(false);
  stream.writableLength = 2 * 1024 * 1024;
  sink.write('one\n');
  expect(stream.text).toBe('one\n');
});
