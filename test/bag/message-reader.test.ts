import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type MessagePlace, MessageReader } from '../../src/bag/message-reader';
import { scanBag } from '../../src/bag/scan-bag';
import { BagFolder, driveBag } from '../helpers/bags';

const folder = new BagFolder();

/** Every message of a bag with its place. */
async function placesOf(file: string) {
  const found: { readonly place: MessagePlace; readonly data: string }[] = [];
  const counts = new Map<string, number>();
  await scanBag(file, {
    connection: (_, conn) => (data, sec, nsec, at_byte) => {
      const key = [conn, sec, nsec, at_byte].join();
      const nth = counts.get(key) ?? 0;
      counts.set(key, nth + 1);
      found.push({ place: { conn, sec, nsec, at_byte, nth }, data: data.toString('hex') });
    },
  });
  return found;
}

async function expectAllFoundAgain(bytes: Buffer): Promise<void> {
  const file = folder.write(bytes);
  const messages = await placesOf(file);
  expect(messages.length).toBeGreaterThan(20);
  const reader = await MessageReader.open(file);
  const read = messages.toReversed().map(async ({ place }) => (await reader.read(place)).toString('hex'));
  expect(await Promise.all(read)).toEqual(messages.toReversed().map(({ data }) => data));
  await reader.close();
}

describe('Messages of a bag', () => {
  it.each(['none', 'lz4'] as const)('are read again, compressed by %s', (compression) =>
    expectAllFoundAgain(driveBag({ compression, chunk_bytes: 3000 }).bytes),
  );

  it('are read again, compressed by bz2', () =>
    expectAllFoundAgain(readFileSync(path.join(__dirname, 'fixtures', 'drive-bz2.bag'))));

  it('are read again from a bag that is cut off', () => {
    const { bytes } = driveBag({ chunk_bytes: 2000 });
    return expectAllFoundAgain(bytes.subarray(0, Math.round(0.6 * bytes.length)));
  });

  it('that has changed are not', async () => {
    const file = folder.write(driveBag().bytes);
    const [first] = await placesOf(file);
    const reader = await MessageReader.open(file);
    const elsewhere = { ...first!.place, nsec: first!.place.nsec + 1 };
    await expect(reader.read(elsewhere)).rejects.toThrow(`${file}: has changed since it was opened`);
    await expect(reader.read({ ...elsewhere, at_byte: 1e9 })).rejects.toThrow('has changed');
    // The reader goes on.
    expect((await reader.read(first!.place)).toString('hex')).toBe(first!.data);
    await reader.close();
  });
});
