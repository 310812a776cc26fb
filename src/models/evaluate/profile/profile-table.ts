import { MISSING } from '../../../measure/report/format';
import { type Cell, numberColumn, type Table, textCell, textColumn } from '../../../measure/report/tables';
import { formatColumns } from '../../../support/terminal/columns';
import { explainProfile, ms, pairLayers } from './compare-profiles';
import type { ModelProfile } from './model-profile';

/** Formats profiles for the terminal: each model beside the one before it, and what the times say. */
export function formatProfiles(profiles: readonly ModelProfile[]): string[] {
  const sections = profiles.map((profile) => {
    const { model, provider, reason } = profile;
    if (reason !== null) return `Operators of ${model}: no times (${reason})`;
    const before = findBefore(profile, profiles);
    const compared = before === null ? '' : `, compared with ${before.model}`;
    const lines = [
      `Operators of ${model} on ${provider}${compared}: ms per inference (number of nodes)`,
      ...(provider === 'cpu'
        ? []
        : [`  on ${provider} the times are of starting its kernels, not of running them`]),
      formatOperators(profile, before),
    ];
    if (before !== null) {
      const layers = formatLayers(profile, before);
      lines.push(...layers, '', ...explainProfile(profile, before).map((line) => `  ${line}`));
    }
    return lines.join('\n');
  });
  return sections.flatMap((section) => ['', section]);
}

/** Tables for files: a row per operator and per layer of each model. */
export function buildProfileTables(profiles: readonly ModelProfile[]): Table[] {
  return profiles.length === 0 ? [] : [buildOperatorsTable(profiles), buildLayersTable(profiles)];
}

function buildOperatorsTable(profiles: readonly ModelProfile[]): Table {
  return {
    name: 'operators',
    title: 'Operators',
    columns: [
      ...['model', 'provider', 'operator', 'kind'].map((key) => textColumn(key, key)),
      numberColumn('nodes', 'nodes'),
      numberColumn('time_ms', 'ms'),
      numberColumn('share_percent', 'share %'),
    ],
    rows: profiles.flatMap(({ model, provider, operators, time_us: all_us }) =>
      operators.map(({ operator, kind, nodes, time_us }) => [
        ...[model, provider, operator, kind].map(textCell),
        numberCell(nodes, `${nodes}`),
        numberCell(time_us / 1000, ms(time_us)),
        percentCell((100 * time_us) / all_us),
      ]),
    ),
  };
}

function buildLayersTable(profiles: readonly ModelProfile[]): Table {
  return {
    name: 'layers',
    title: 'Layers',
    columns: [
      ...['model', 'provider', 'layer', 'weights', 'operator'].map((key) => textColumn(key, key)),
      numberColumn('time_ms', 'ms'),
      textColumn('before', 'compared with'),
      textColumn('before_operator', 'its operator'),
      numberColumn('before_ms', 'its ms'),
      numberColumn('speed', 'speed-up'),
    ],
    rows: profiles.flatMap((profile) => {
      const before = findBefore(profile, profiles);
      return profile.layers.map(({ layer, node, quantized, operator, time_us }) => {
        const other = before?.layers.find((one) => one.node === node);
        return [
          ...[profile.model, profile.provider, layer, quantized ? 'integer' : 'float', operator].map(
            textCell,
          ),
          numberCell(time_us / 1000, ms(time_us)),
          textCell(other === undefined ? null : profile.before),
          textCell(other?.operator ?? null),
          other === undefined ? textCell(null) : numberCell(other.time_us / 1000, ms(other.time_us)),
          other === undefined ? textCell(null) : percentCell(other.time_us / time_us, 2),
        ];
      });
    }),
  };
}

function formatOperators(profile: ModelProfile, before: ModelProfile | null): string {
  const models = before === null ? [profile] : [before, profile];
  const names = [
    ...new Set([profile, ...models].flatMap(({ operators }) => operators.map((one) => one.operator))),
  ];
  const cell = (model: ModelProfile, name: string) => {
    const found = model.operators.find(({ operator }) => operator === name);
    return found === undefined ? MISSING : `${ms(found.time_us)} (${found.nodes})`;
  };
  return formatColumns([
    ['operator', ...models.map(({ model }) => model)],
    ...names.map((name) => [name, ...models.map((model) => cell(model, name))]),
    ['all', ...models.map(({ time_us }) => ms(time_us))],
  ]);
}

function formatLayers(profile: ModelProfile, before: ModelProfile): string[] {
  const pairs = pairLayers(before, profile);
  if (pairs.length === 0) return [];
  const rows = pairs.map(({ layer, before: one, after: other }) => [
    layer,
    other.quantized ? 'integer' : 'float',
    one.operator,
    other.operator,
    ms(one.time_us),
    ms(other.time_us),
    (one.time_us / other.time_us).toFixed(2),
  ]);
  const header = ['layer', 'weights', 'operator before', 'now', 'ms before', 'now', 'speed-up'];
  return ['', formatColumns([header, ...rows], { isRight: (column) => column > 3 })];
}

/** The profile of the model that one is compared with, on the same provider. */
function findBefore(profile: ModelProfile, profiles: readonly ModelProfile[]): ModelProfile | null {
  if (profile.before === null) return null;
  const { before, provider } = profile;
  return (
    profiles.find((one) => one.model === before && one.provider === provider && one.reason === null) ?? null
  );
}

function numberCell(value: number, text: string): Cell {
  return { text, value: Number(value.toPrecision(6)), best: false, reason: null };
}

function percentCell(value: number, digits = 1): Cell {
  return Number.isFinite(value) ? numberCell(value, value.toFixed(digits)) : textCell(null);
}
