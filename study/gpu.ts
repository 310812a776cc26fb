import { measuredWhere } from '../scripts/support/documents';
import { MISSING } from '../src/measure/report/format';
import { formatSignificant } from '../src/models/evaluate/columns';
import type { ModelEvaluation } from '../src/models/evaluate/evaluation';
import { hasGraphicsProcessor } from '../src/models/evaluate/gpu';
import { columnsTable, longOnly } from './columns';
import { type EvaluationOptions, evaluateModels } from './evaluate-models';
import { ON_GPU } from './list';
import { isMade, type MadeModel, type StudyModel } from './make-models';
import { type PublishedKey, published } from './published';
import type { StudyFolder } from './study-folder';

const PROVIDERS = ['tensorrt', 'cuda', 'webgpu'] as const;
type Provider = (typeof PROVIDERS)[number];

/** A model on one provider; `found` is null where the provider was not tried. */
interface Row {
  readonly entry: MadeModel;
  readonly twin: PublishedKey;
  readonly provider: Provider;
  readonly found: ModelEvaluation | null;
  /** The same model on a provider that was tried: what is known without running it. */
  readonly known: ModelEvaluation | null;
}

const COLUMNS = [
  longOnly<Row>('network', ({ entry }) => entry.family),
  longOnly<Row>('precision', ({ known }) => known?.precision ?? MISSING),
  longOnly<Row>('provider', ({ provider }) => provider),
  longOnly<Row>('ran on', ({ found }) => found?.provider ?? MISSING),
  longOnly<Row>('size MB', ({ known }) =>
    known === null ? MISSING : formatSignificant(known.size_bytes / 1e6),
  ),
  longOnly<Row>('MSE', ({ found }) => significant(found?.mse)),
  longOnly<Row>('inference ms p50', ({ found }) => significant(found?.inference_time_ms.p50)),
  longOnly<Row>('p99', ({ found }) => significant(found?.inference_time_ms.p99)),
  longOnly<Row>('step ms p50', ({ found }) => significant(found?.step_time_ms.p50)),
  longOnly<Row>('published TF-TRT ms', ({ provider, twin }) =>
    provider === 'tensorrt' ? `${published(twin)?.time_ms ?? MISSING}` : MISSING,
  ),
  longOnly<Row>('note', note),
];

/** fp32, fp16 and int8 of both families on GPU providers.
 *  @returns a table in Markdown, with the command that measures it where no provider runs here; null where none of
 *           the models is there */
export async function evaluateOnGpu(
  entries: readonly StudyModel[],
  folder: StudyFolder,
  options: EvaluationOptions,
): Promise<string | null> {
  const asked = ON_GPU.flatMap((one) => {
    const entry = entries.filter(isMade).find(({ id }) => id === one.id);
    return entry === undefined ? [] : [{ entry, twin: one.published }];
  });
  if (asked.length === 0) return null;
  // A software driver of webgpu takes hours and shows nothing that the tests do not.
  const tried = PROVIDERS.filter((provider) => provider !== 'webgpu' || hasGraphicsProcessor());
  const { models } = await evaluateModels(
    asked.map(({ entry }) => entry),
    { ...options, providers: tried, out: folder.sub('evaluation-gpu') },
  );
  const rows = asked.flatMap(({ entry, twin }) =>
    PROVIDERS.map((provider): Row => {
      const found = models.get(`${entry.id} ${provider}`) ?? null;
      const known = found ?? models.get(`${entry.id} ${tried[0]}`) ?? null;
      return { entry, twin, provider, found, known };
    }),
  );
  const measured = [...models.values()].some(({ status }) => status === 'measured');
  const how = measured
    ? measuredWhere()
    : 'Measured on a machine with a GPU (docs/gpu.md) by one command: `npm run strategies -- --only gpu`.';
  return `${columnsTable(COLUMNS, rows)}\n\n${how}\n`;
}

function note({ found }: Row): string {
  if (found === null || found.status === 'not_measured_here') return 'not measured here';
  return found.reason ?? '';
}

function significant(value: number | null | undefined): string {
  return value == null ? MISSING : formatSignificant(value);
}
