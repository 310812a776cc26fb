import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadCircuit } from '../../src/circuit/load';
import { temporaryFolder } from '../helpers/command-line';
import { run } from '../helpers/in-process';

const folder = temporaryFolder();
const inFolder = (name: string) => path.join(folder, name);

function generate(...args: string[]) {
  return run(['circuit', 'generate', ...args]);
}

describe('f1-brain circuit generate', () => {
  it('writes a circuit file that says how it was made, and draws it beside the five', async () => {
    const [file, picture] = [inFolder('one.yml'), inFolder('sheet.svg')];
    const { code, stdout, stderr } = await generate(
      '--seed',
      '14',
      '--out',
      file,
      '--picture',
      picture,
      '--json',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { circuits, ...rest } = JSON.parse(stdout);
    expect(rest).toEqual({ picture });
    expect(circuits).toEqual([
      expect.objectContaining({ name: 'generated_14', seed: 14, character: 'twisty', file, walls_m: 1.65 }),
    ]);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('# Made by f1-brain circuit generate --seed 14, of the character twisty.\n');
    const read = await loadCircuit(file);
    expect(read.length_m).toBe((await loadCircuit('generated:14')).length_m);
    expect(circuits[0].length_m).toBeCloseTo(read.length_m, 0);
    const drawn = readFileSync(picture, 'utf8');
    for (const name of ['many_curves', 'simple_circuit', 'generated_14', 'twisty, 443 m']) {
      expect(drawn).toContain(name);
    }
  });

  it('writes several into a folder, one of each seed, and a table', async () => {
    const out = inFolder('several');
    const picture = inFolder('sheet.png');
    const { code, stdout, stderr } = await generate(
      '--seed',
      '7',
      '--count',
      '3',
      '--out',
      out,
      '--picture',
      picture,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(readdirSync(out).sort()).toEqual(['generated_7.yml', 'generated_8.yml', 'generated_9.yml']);
    expect(stdout).toMatch(
      /circuit +character +length m .*\n +generated_7 +flowing +659\.3 +4\.79 .*generated_7\.yml\n/,
    );
    expect(readFileSync(picture).subarray(1, 4).toString()).toBe('PNG');
    const again = await generate('--seed', '8', '--count', '3', '--out', out);
    expect(again.code).toBe(2);
    expect(again.stderr).toBe(
      `f1-brain: ${out}/generated_8.yml, ${out}/generated_9.yml: are there already; name another place, or ` +
        'overwrite them with --force\n',
    );
    expect(existsSync(path.join(out, 'generated_10.yml'))).toBe(false);
    expect((await generate('--seed', '8', '--count', '3', '--out', out, '--force')).code).toBe(0);
    expect(existsSync(path.join(out, 'generated_10.yml'))).toBe(true);
  });

  it.each([
    [['--seed', '-1'], /--seed.*whole number from 0 to 4294967295/],
    [['--seed', '4294967296'], /--seed.*whole number from 0 to 4294967295/],
    [['--seed', 'abc'], /--seed.*whole number/],
    [[], /required option '--seed <number>'/],
    [['--seed', '1', '--count', '0'], /--count.*whole number from 1 to 1000/],
    [['--seed', '4294967295', '--count', '2'], /--count 2: goes beyond the last seed, 4294967295/],
    [
      ['--seed', '1', '--count', '2', '--out', 'a.yml'],
      /--out a\.yml: is one file, for 2 circuits; name a folder/,
    ],
    [['--seed', '1', '--picture', 'a.jpg'], /--picture a\.jpg: name a file that ends with \.svg or \.png/],
  ])('rejects %j', async (args, reason) => {
    const { code, stdout, stderr } = await generate(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(reason);
  });

  it('overwrites neither a picture nor a bag, and names a folder that it cannot make', async () => {
    const taken = inFolder('taken.svg');
    writeFileSync(taken, 'mine');
    const free = inFolder('free.yml');
    const kept = await generate('--seed', '14', '--out', free, '--picture', taken);
    expect(kept).toMatchObject({ code: 2, stderr: expect.stringContaining(`${taken}: is there already`) });
    expect(existsSync(free)).toBe(false);
    const bag = inFolder('bag.yml');
    writeFileSync(bag, '#ROSBAG V2.0\n');
    const lost = await generate('--seed', '14', '--out', bag, '--force');
    expect(lost).toMatchObject({ code: 2, stderr: expect.stringContaining('is a bag, which would be lost') });
    const inFile = await generate('--seed', '14', '--out', path.join(taken, 'below'));
    expect(inFile).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/generated_14\.yml: cannot be written/),
    });
  });
});

describe('A generated circuit, by its name', () => {
  it('is driven, measured and exported without a file', async () => {
    const out = inFolder('lap');
    const lap = ['lap', 'line_follower', '--circuit', 'generated:14', '--direction', 'reverse'];
    const driven = await run([...lap, '--world', 'lockstep', '--out', out, '--json']);
    expect({ code: driven.code, stderr: driven.code === 0 ? '' : driven.stderr }).toEqual({
      code: 0,
      stderr: '',
    });
    expect(JSON.parse(driven.stdout)).toMatchObject({
      circuit: 'generated_14',
      completed: true,
      wall_contacts: 0,
    });
    // Found by the name in the bag.
    const bag = path.join(out, readdirSync(out).find((file) => file.endsWith('.bag'))!);
    const measured = JSON.parse((await run(['metrics', bag, '--json'])).stdout);
    expect(measured.perfect_lap).toBe('line of circuit generated_14');
    expect(measured.f1_brain).toMatchObject({ circuit: 'generated_14', completed: true });

    const world = inFolder('world');
    mkdirSync(world);
    const exported = await run(['export-gazebo', 'generated:14', world]);
    expect(exported).toMatchObject({ code: 0, stderr: '' });
    expect(exported.stdout).toContain('generated_14.world');
  });

  it('says what is wrong with its seed', async () => {
    const { code, stderr } = await run([
      'lap',
      'line_follower',
      '--circuit',
      'generated:abc',
      '--world',
      'lockstep',
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain(
      "f1-brain: Circuit 'generated:abc' has no seed: use a whole number from 0 to 4294967295",
    );
  });

  it('is not the name of a learned circuit', async () => {
    const { code, stderr } = await run(['circuit', 'learn', inFolder('none.bag'), '--name', 'generated_14']);
    expect(code).toBe(2);
    expect(stderr).toContain('--name generated_14: is that of a generated circuit; choose another name');
  });
});
