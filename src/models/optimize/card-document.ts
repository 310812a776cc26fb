import { Document, isScalar, visit } from 'yaml';
import type { InputContract, ModelCard, OutputContract } from '../../config/model-card';
import type { Distance } from './compare-models';

/** One link of the chain that made a model. */
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
  /** What was done now; what was done to the parent stands before it on the card. */
  readonly applied: readonly AppliedStrategy[];
  /** Only where it is not the parent's. */
  readonly contract: { readonly input: InputContract; readonly output: OutputContract } | null;
  readonly distance: Distance;
  /** The largest mean share that was allowed, and held; null without a limit. */
  readonly limit: number | null;
  /** Where the pictures of `distance` came from. */
  readonly pictures: string;
  readonly command: string;
}

const DIGITS = 4;

/** The card of an optimized model: its parent's contract, what was done, and what was measured. */
export function cardDocument(parent: ModelCard, facts: CardFacts): Record<string, unknown> {
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
    sparsity: rounded(facts.sparsity),
    contract:
      facts.contract === null
        ? document.contract
        : { ...(document.contract as object), ...contractDocument(facts.contract) },
    parent: { name: parent.name, sha256: parent.sha256 },
    optimization: [...earlier, ...facts.applied],
    command: facts.command,
    figures: {
      distance: {
        on: facts.pictures,
        provider: 'cpu',
        ...Object.fromEntries(Object.entries(facts.distance).map(([key, value]) => [key, rounded(value)])),
        limit: facts.limit,
      },
    },
  };
}

function contractDocument({ input, output }: { input: InputContract; output: OutputContract }): object {
  const { frames, order, ...single } = input;
  return { input: frames > 1 ? { ...single, frames, order } : single, output };
}

/** Enough digits to read; whole numbers stay whole. */
function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS));
}

/** A card as it is written: numbers of a list on one line. */
export function cardText(document: Record<string, unknown>): string {
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
