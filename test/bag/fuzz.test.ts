import { readFileSync } from 'node:fs';
import path from 'node:path';
import { scanBag } from '../../src/bag/scan-bag';
import { BagError } from '../../src/errors';
import { decodeClock, decodeOdometry, decodeString } from '../../src/messages/index';
import { mulberry32 } from '../../src/support/random';
import { BagFolder, driveBag } from '../helpers/bags';
import { memoryHeld } from '../helpers/memory';
import { MutableBag } from '../helpers/mutated-bag';
import { THOROUGH } from '../helpers/thorough';

/** Of each of the seeds: 10,500 in all when tests are thorough. */
const MUTANTS = THOROUGH ? 3500 : 350;
/** Mutants scanned concurrently: much of the time is spent waiting for files. */
const TOGETHER = 8;
const MIB = 1024 * 1024;

const decoders: Readonly<Record<string, (data: Buffer) => unknown>> = {
  'rosgraph_msgs/Clock': decodeClock,
  'nav_msgs/Odometry': decodeOdometry,
  'std_msgs/String': decodeString,
};

describe('Mutated bags', () => {
  const folder = new BagFolder();

  const seeds: [string, Buffer][] = [
    ['without compression', driveBag({}, 25).bytes],
    ['compressed with lz4', driveBag({ compression: 'lz4' }, 25).bytes],
    ['compressed with bz2', readFileSync(path.join(__dirname, 'fixtures', 'drive-bz2.bag'))],
  ];

  it.each(seeds)(
    '%s are scanned to their end, or refused in one line',
    async (_, bytes) => {
      const seed = new MutableBag(bytes);
      const random = mulberry32(20261122);
      const before = await memoryHeld();
      const outcomes = { undamaged: 0, damaged: 0, refused: 0 };
      const scan = async (i: number) => {
        const mutant = seed.mutate(random);
        const file = folder.write(mutant, `mutant${i % TOGETHER}.bag`);
        let delivered = 0;
        try {
          const found = await scanBag(file, {
            connection:
              ({ type }) =>
              (data) => {
                delivered++;
                (decoders[type] ?? decodeString)(data);
              },
          });
          expect(found.damage.length).toBeLessThanOrEqual(100);
          expect(found.size_bytes).toBe(mutant.length);
          expect(delivered).toBeLessThanOrEqual(found.messages);
          // A record takes its 30 bytes: none is counted twice, however chunks overlap.
          expect(found.messages * 30).toBeLessThan(Math.max(300_000, mutant.length * 3));
          outcomes[found.damage.length > 0 ? 'damaged' : 'undamaged']++;
        } catch (error) {
          if (!(error instanceof BagError)) throw new Error(`mutant ${i}`, { cause: error });
          expect(error.message).toMatch(/^[^\n]*mutant\d\.bag: [^\n]+$/);
          outcomes.refused++;
        }
      };
      for (let i = 0; i < MUTANTS; i += TOGETHER) {
        const count = Math.min(TOGETHER, MUTANTS - i);
        await Promise.all(Array.from({ length: count }, (_, k) => scan(i + k)));
      }
      const { held_bytes } = await memoryHeld();
      expect(held_bytes - before.held_bytes).toBeLessThan(10 * MIB);
      expect(outcomes.damaged).toBeGreaterThan(MUTANTS / 2);
      expect(outcomes.undamaged).toBeGreaterThan(MUTANTS / 100);
      expect(outcomes.refused).toBeGreaterThan(0);
    },
    600_000,
  );
});
