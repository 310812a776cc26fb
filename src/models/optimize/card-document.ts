import { Document, isScalar, visit } from 'yaml';
import type { InputContract, ModelCard } from '../../config/model-card';
import type { LinearOutput } from '../../config/output-contract';
import type { Distance } from './compare-models';

/** One strategy of the chain that made a model, with its parameters. */
export interface AppliedStrategy {
  readonly strategy: string;
  readonly [parameter: string]: unknown;
}

export interface CardFacts {
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
  readonly precision: string;
  readonly parameters: number;
  readonly sparsity: number;
  /** The strategies applied now. On the card they follow those applied to the parent. */
  readonly applied: readonly AppliedStrategy[];
  /** The new contract; null keeps the parent's. */
  readonly contract: { readonly input: InputContract; readonly output: LinearOutput } | null;
  readonly distance: Distance;
  /** The largest `mean_share` that was allowed; null for no limit. */
  readonly limit: number | null;
  /** Name of the data set that `distance` was measured on. */
  readonly images: string;
  readonly command: string;
}

const SIGNIFICANT_DIGITS = 4;

/** Builds the card of an optimized model: the contract, the applied strategies and the measured distance. */
export function buildCardDocument(parent: ModelCard, facts: CardFacts): Record<string, unknown> {
  const { document } = parent;
  const { architecture, optimization } = document;
  const earlier = Array.isArray(optimization) ? (optimization as AppliedStrategy[]) : [];
  return {
    name: facts.name,
    file: facts.file,
    sha256: facts.sha256,
    ...(architecture === undefined ? {} : { architecture }),
    precision: facts.precision,
    parameters: facts.parameters,
    sparsity: round(facts.sparsity),
    contract:
      facts.contract === null
        ? document.contract
        : { ...(document.contract as object), ...buildContractDocument(facts.contract) },
    parent: { name: parent.name, sha256: parent.sha256 },
    optimization: [...earlier, ...facts.applied],
    command: facts.command,
    figures: {
      distance: {
        on: facts.images,
        provider: 'cpu',
        ...Object.fromEntries(Object.entries(facts.distance).map(([key, value]) => [key, round(value)])),
        limit: facts.limit,
      },
    },
  };
}

function buildContractDocument({ input, output }: { input: InputContract; output: LinearOutput }): object {
  const { frames, order, interval_ms, ...single } = input;
  const given = frames > 1 ? { ...single, frames, order, interval_ms } : single;
  return { input: withoutNull(given), output };
}

function withoutNull(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

/** Rounds fractions to four significant digits; integers stay exact. */
function round(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(SIGNIFICANT_DIGITS));
}

/** Formats a card as YAML, with lists of scalars on one line. */
export function formatCard(document: Record<string, unknown>): string {
  const yaml = new Document(document);
  yaml.commentBefore =
    ' Written by f1-brain optimize: what this model sees and answers, and what was done to it.';
  visit(yaml, {
    Seq: (_, list) => {
      if (list.items.every(isScalar)) list.flow = true;
    },
  });
  return yaml.toString({ lineWidth: 0, flowCollectionPadding: true });
}
