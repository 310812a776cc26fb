import path from 'node:path';
import { table } from '../../scripts/support/documents';
import { JITI, PACKAGE_ROOT, PYTHON } from '../../scripts/support/paths';
import { jsonOf, outputOf, pythonHas } from '../../scripts/support/processes';
import { say } from '../../scripts/support/program';
import { type Measured, medianOf } from '../support/measure';
import { ms, type PartOptions, type PartResult, SMALLER_MODELS, type SummaryRow } from '../support/part';

const WHOLE = 'frame in memory to command';
const MODELS = ['pilotnet', ...SMALLER_MODELS];

/** What bench/reference/torch_reference.py prints. */
interface Reference extends Measured {
  readonly network: string;
  readonly torch: string;
  readonly opencv: string;
}

interface Run {
  /** Null where PyTorch or OpenCV is missing. */
  readonly reference: Reference | null;
  readonly ours: Readonly<Record<string, Measured>>;
}

interface Stage {
  readonly name: string;
  readonly p50: number;
  readonly p99: number;
}

/** Frame in memory to command: ours and TorchScript's in turn, so that both see the same machine. */
export async function measureFrame({ rounds, out }: PartOptions): Promise<PartResult> {
  const withTorch = pythonHas('torch, cv2, numpy');
  if (!withTorch) say('left out: python3-torch and python3-opencv are missing');
  const inGraph = await makeInGraphModel(path.join(out, 'pilotnet-in-graph.onnx'));
  const runs: Run[] = [];
  for (let round = 0; round < rounds; round++) {
    const run = await measureRound(withTorch, inGraph);
    runs.push(run);
    const [ours, theirs] = [run.ours[WHOLE]?.p50_ms ?? null, run.reference?.p50_ms ?? null];
    say(`frame ${round + 1}/${rounds}: ours p50 ${ms(ours)} ms, TorchScript ${ms(theirs)} ms`);
  }
  const stages = stagesOf(runs);
  const reference = referenceOf(runs);
  return {
    text:
      `### Frame in memory to command\n\nfp32 PilotNet, CPU, one thread, ${rounds} runs of 1000 frames each.\n\n` +
      `${stagesTable(stages, reference)}\n${speedUps(reference)}`,
    summary: reference === null ? [] : summaryRows(stages, reference),
    figures: { stages, reference },
  };
}

/** @returns null where python3-onnx is missing */
async function makeInGraphModel(file: string): Promise<string | null> {
  if (!pythonHas('onnx')) {
    say('left out: resize in the graph (python3-onnx is missing)');
    return null;
  }
  const program = path.join(PACKAGE_ROOT, 'bench/reference/in_graph.py');
  await outputOf(PYTHON, [program, path.join(PACKAGE_ROOT, 'models/pilotnet.onnx'), file]);
  return file;
}

async function measureRound(withTorch: boolean, inGraph: string | null): Promise<Run> {
  const args = ['bench/frame-to-command.ts', '--json', '--rounds', '20'];
  if (inGraph !== null) args.push('--in-graph', inGraph);
  if (SMALLER_MODELS.length > 0) args.push('--models', SMALLER_MODELS.join(','));
  const reference = withTorch
    ? await jsonOf<Reference>(PYTHON, ['bench/reference/torch_reference.py', '--iterations', '1000'])
    : null;
  return { reference, ours: await jsonOf(process.execPath, [JITI, ...args]) };
}

function stagesOf(runs: readonly Run[]): Stage[] {
  return Object.keys(runs[0]?.ours ?? {}).map((name) => {
    const of = (key: 'p50_ms' | 'p99_ms') =>
      medianOf(runs.map(({ ours }) => ours[name]?.[key] ?? Number.NaN));
    return { name, p50: of('p50_ms'), p99: of('p99_ms') };
  });
}

type ReferenceResult = NonNullable<ReturnType<typeof referenceOf>>;

/** Medians of the reference's times, and the speed-up of each model over it, run by run; null without it. */
function referenceOf(runs: readonly Run[]) {
  const pairs = runs.flatMap(({ reference, ours }) => (reference === null ? [] : [{ reference, ours }]));
  const [first] = pairs;
  if (first === undefined) return null;
  const { opencv, torch, network } = first.reference;
  const ratios = MODELS.map((model): [string, number[]] => [
    model,
    pairs.map(({ reference, ours }) => reference.p50_ms / (ours[stageName(model)]?.p50_ms ?? Number.NaN)),
  ]);
  return {
    p50: medianOf(pairs.map(({ reference }) => reference.p50_ms)),
    p99: medianOf(pairs.map(({ reference }) => reference.p99_ms)),
    ratios: Object.fromEntries(ratios),
    what: `OpenCV ${opencv} resize + TorchScript ${torch} (${network})`,
  };
}

function stageName(model: string): string {
  return model === 'pilotnet' ? WHOLE : `${WHOLE}, ${model}`;
}

function stageOf(stages: readonly Stage[], name: string): Stage {
  const found = stages.find((stage) => stage.name === name);
  if (found === undefined) throw new Error(`${name} was not measured`);
  return found;
}

function stagesTable(stages: readonly Stage[], reference: ReferenceResult | null): string {
  const whole = stageOf(stages, WHOLE);
  const row = ({ name, p50, p99 }: Stage) => [name, ms(p50), ms(p99), (p50 / whole.p50).toFixed(2)];
  const rows = stages.map(row);
  if (reference !== null) rows.push(row({ ...reference, name: `the same job in Python: ${reference.what}` }));
  return table(['stage', 'p50 ms', 'p99 ms', 'share of the total'], rows);
}

function speedUps(reference: ReferenceResult | null): string {
  if (reference === null) return '';
  const models = Object.entries(reference.ratios).map(
    ([model, ratios]) =>
      `${model} ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')} (median ${medianOf(ratios).toFixed(2)})`,
  );
  return `\nSpeed-up over TorchScript, run by run: ${models.join('; ')}.`;
}

function summaryRows(stages: readonly Stage[], reference: ReferenceResult): SummaryRow[] {
  return MODELS.map((model) => [
    `${WHOLE}, ${model}, one CPU thread`,
    `${ms(stageOf(stages, stageName(model)).p50)} ms`,
    `${ms(reference.p50)} ms with OpenCV + TorchScript PilotNet: ` +
      `speed-up ${medianOf(reference.ratios[model] ?? []).toFixed(2)}`,
  ]);
}
