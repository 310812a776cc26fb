import { readFileSync } from 'node:fs';
import path from 'node:path';
import { channelOf, STUDIO_KEYS } from '../../../src/live/foxglove/topics';

const file = path.resolve(__dirname, '..', '..', '..', 'config', 'foxglove-run-layout.json');
const text = readFileSync(file, 'utf8');
const layout = JSON.parse(text) as {
  readonly configById: Readonly<Record<string, { readonly topics?: Readonly<Record<string, unknown>> }>>;
  readonly layout: unknown;
};
const channels = STUDIO_KEYS.map(channelOf);
const schemaOf = (topic: string) => channels.find((channel) => channel.topic === topic)?.schema;

describe('the layout for studios that watch a run', () => {
  it('places each of its panels once', () => {
    const placed = [...JSON.stringify(layout.layout).matchAll(/"(\w+!\w+)"/g)].map(([, name]) => name);
    expect(placed.toSorted()).toEqual(Object.keys(layout.configById).toSorted());
  });

  it('plots fields of topics that a studio gets', () => {
    const values = [...text.matchAll(/"value": "([\w/]+)\.(\w+)"/g)];
    expect(values.length).toBeGreaterThan(10);
    for (const [, topic = '', field] of values) {
      expect(schemaOf(topic)?.split('====')[0]).toMatch(new RegExp(`^\\S+ ${field}\\s`, 'm'));
    }
  });

  it('shows topics that a studio gets', () => {
    const images = [...text.matchAll(/"imageTopic": "(.+)"/g)].map(([, topic]) => topic!);
    const shown = Object.values(layout.configById).flatMap(({ topics = {} }) => Object.keys(topics));
    expect([images.length, shown.length]).toEqual([3, 5]);
    for (const topic of [...images, ...shown])
      expect([topic, schemaOf(topic)]).toEqual([topic, expect.any(String)]);
  });
});
