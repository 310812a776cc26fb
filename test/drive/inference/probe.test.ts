import { openModelProbe, openProbe } from '../../../src/drive/inference/probe';
import { encodeModel } from '../../../src/onnx/file';
import { createNetwork, createSmallCard } from '../../models/optimize/quantize/small-networks';

const picture = () => new Map([['image', new Float32Array(3 * 8 * 10).fill(0.5)]]);

describe('a probe', () => {
  it('gives values inside the network besides its output', async () => {
    const probe = await openProbe(encodeModel(createNetwork()), createSmallCard(), ['a', 'a_relu']);
    const results = await probe.run(picture());
    await probe.close();
    expect(probe.outputs).toEqual(['command', 'a', 'a_relu']);
    const [before, after] = [results.get('a') as Float32Array, results.get('a_relu') as Float32Array];
    expect(before).toHaveLength(6 * 8 * 10);
    expect(Math.min(...before)).toBeLessThan(0);
    expect([...after]).toEqual([...before].map((value) => Math.max(0, value)));
  });

  it('answers the same with and without optimisation of the graph', async () => {
    const answers = await Promise.all(
      (['disabled', 'all'] as const).map(async (optimisation) => {
        const probe = await openModelProbe(createNetwork(), 'small.onnx', [], { optimisation });
        const answer = [...(await probe.run(picture())).get('command')!].map(Number);
        await probe.close();
        return answer;
      }),
    );
    answers[0]!.forEach((value, i) => {
      expect(answers[1]![i]).toBeCloseTo(value, 4);
    });
  });

  it('says which value or input is missing or of another size', async () => {
    await expect(openModelProbe(createNetwork(), 'small.onnx', ['nothing'])).rejects.toThrow(
      "small.onnx: has no value 'nothing' inside to look at",
    );
    const probe = await openModelProbe(createNetwork(), 'small.onnx', []);
    await expect(probe.run(new Map())).rejects.toThrow("small.onnx: its input 'image' was not given");
    await expect(probe.run(new Map([['image', new Float32Array(5)]]))).rejects.toThrow(
      /^small\.onnx: its input 'image' takes \d+ values \[[\d, ]+\], 5 were given$/,
    );
    await probe.close();
  });

  it('says that bytes are no model', async () => {
    await expect(openProbe(new Uint8Array([1, 2, 3]), createSmallCard(), [])).rejects.toThrow(
      /small.onnx: is not an ONNX model/,
    );
  });
});
