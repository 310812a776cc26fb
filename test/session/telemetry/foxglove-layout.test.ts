import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '..', '..', '..');
const text = readFileSync(path.join(ROOT, 'config', 'foxglove-layout.json'), 'utf8');
const layout = JSON.parse(text) as { configById: Record<string, Record<string, unknown>>; layout: unknown };

/** Names of the fields of one of our own messages. */
function fieldsOf(message: string): string[] {
  const definition = readFileSync(path.join(ROOT, 'msg', `${message}.msg`), 'utf8');
  return [...definition.matchAll(/^[\w/]+ (\w+)/gm)].map(([, name]) => name!);
}

describe('the Foxglove layout', () => {
  it('places each of its panels once', () => {
    const placed = [...JSON.stringify(layout.layout).matchAll(/"(\w+!\w+)"/g)].map(([, name]) => name);
    expect(placed.toSorted()).toEqual(Object.keys(layout.configById).toSorted());
  });

  it('plots fields that our messages have', () => {
    const values = [...text.matchAll(/"value": "\/f1_brain\/(\w+)\.(\w+)"/g)];
    expect(values.length).toBeGreaterThan(10);
    for (const [, topic, field] of values) {
      expect(fieldsOf(topic === 'metrics' ? 'Metrics' : 'Decision')).toContain(field);
    }
  });

  it('shows topics and calls services that the node has', () => {
    const source = [
      'telemetry/telemetry.ts',
      'services/driving-services.ts',
      'services/ros-services.ts',
      'services/recording-services.ts',
      'setup/ros-parts.ts',
    ]
      .map((file) => readFileSync(path.join(ROOT, 'src', 'session', file), 'utf8'))
      .join('\n');
    const own = [...text.matchAll(/"\/f1_brain\/([\w/]+)[."]/g)].map(([, name]) => name);
    expect(own.length).toBeGreaterThan(10);
    for (const name of own) expect(source).toContain(`'~${name}'`);
  });
});
