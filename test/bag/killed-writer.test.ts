import { statSync } from 'node:fs';
import { BagFolder, readAll } from '../helpers/bags';
import { record } from './support/recorder';

const numberOf = (data: string) => Number.parseInt(Buffer.from(data, 'hex').subarray(4).toString(), 10);

describe('A bag whose writer', () => {
  const folder = new BagFolder();

  it.each(['none', 'lz4'] as const)('was killed has all that was flushed (%s)', async (compression) => {
    const file = folder.file();
    const flushed = Number(await record(file, { compression, killAfter: 500 }));
    const { scan, messages } = await readAll(file);
    expect(messages.map(([, , , data]) => numberOf(data))).toEqual(messages.map((_, i) => i + 1));
    expect(messages.length).toBeGreaterThanOrEqual(flushed);
    expect(scan.indexed).toBe(false);
    expect(scan.damage.at(-1)?.reason).toMatch(/^no index/);
  });

  it('reached a size limit is complete up to there', async () => {
    const file = folder.file();
    const said = await record(file, { blocks: 300 });
    const { scan, messages } = await readAll(file);
    expect(said).toContain(
      `${file}: recording ended (the file has reached its size limit); the bag is readable and has the first ` +
        `${messages.length} messages`,
    );
    expect(scan).toMatchObject({ indexed: true, damage: [] });
    expect(statSync(file).size).toBeGreaterThan(290 * 1024);
  });
});
