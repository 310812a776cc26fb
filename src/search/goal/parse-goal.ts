import { ConfigurationError, quoted } from '../../errors';
import { suggestion } from '../../support/nearest';
import { checkBounds } from './check-bounds';
import type { Bound, Goal, Objective, Relation } from './goal';
import { factorOf, METRIC_NAMES, METRICS, type Metric, type MetricName, unitsOf } from './metric';

const BOUND = /^([a-z]\w*)\s*(<=|>=|==?|<|>|≤|≥)\s*(.*)$/i;
const OBJECTIVE = /^(minimi[sz]e|maximi[sz]e)\s+(\S+)$/i;
const NUMBER = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(.*)$/i;
const LAPS = /^(\d+)\s*\/\s*(\d+)$/;

/** What decides where the goal names no objective. */
const DEFAULT_OBJECTIVES: readonly Objective[] = [{ metric: 'size' }];

/**
 * Parses a goal: `METRIC<=VALUE`, `>=`, `=`, and `minimise METRIC`, separated by commas or lines; `#` begins a comment. Without a
 * bound on laps all of them have to be completed.
 * @param laps that the search drives with each model
 * @throws ConfigurationError in one line
 */
export function parseGoal(text: string, laps: number): Goal {
  const terms = text
    .split('\n')
    .flatMap((line) => line.replace(/#.*/, '').split(','))
    .map((term) => term.trim())
    .filter((term) => term !== '');
  if (terms.length === 0) {
    throw new ConfigurationError('the goal is empty; write one such as "size<=0.3MB, max_deviation<=0.3m"');
  }
  const bounds: Bound[] = [];
  const objectives: Objective[] = [];
  for (const term of terms) {
    const objective = OBJECTIVE.exec(term);
    if (objective) objectives.push(parseObjective(term, objective[1]!, objective[2]!));
    else bounds.push(parseBound(term, laps));
  }
  const all: Bound = { metric: 'laps', relation: '>=', limit: laps, text: `laps=${laps}/${laps}` };
  const complete = bounds.some(({ metric }) => metric === 'laps') ? bounds : [...bounds, all];
  checkBounds(complete);
  return { bounds: complete, objectives: objectives.length === 0 ? DEFAULT_OBJECTIVES : objectives };
}

function parseBound(term: string, laps: number): Bound {
  const found = BOUND.exec(term);
  if (!found) {
    throw new ConfigurationError(
      `goal: ${quoted(term)} is neither a bound, such as size<=0.3MB, nor an objective, such as minimise size`,
    );
  }
  const [, name, operator, value] = found;
  const metric = findMetric(name!);
  const relation = parseRelation(metric, operator!, term);
  if (metric.family === 'laps') return parseLaps(term, relation, value!.trim(), laps);
  return { metric: metric.name, relation, limit: parseValue(metric, value!.trim(), term), text: term };
}

function parseRelation({ name, family }: Metric, operator: string, term: string): Relation {
  if (operator === '<' || operator === '>') {
    throw new ConfigurationError(`goal: ${quoted(term)}: write ${operator}= in place of ${operator}`);
  }
  if (operator === '≤') return '<=';
  if (operator === '≥') return '>=';
  if (operator !== '=' && operator !== '==') return operator as Relation;
  if (family === 'count' || family === 'laps') return '=';
  throw new ConfigurationError(
    `goal: ${quoted(term)}: a measured ${name} is never exactly that; write <= or >=`,
  );
}

function parseValue(metric: Metric, value: string, term: string): number {
  const found = NUMBER.exec(value);
  const units = unitsOf(metric);
  if (!found) throw new ConfigurationError(`goal: ${quoted(term)}: ${quoted(value)} is not a number`);
  const [, digits, unit] = found;
  const number = Number(digits);
  const isOptional = units.length === 0 || metric.family === 'ratio';
  if (unit === '' && isOptional) return number;
  if (unit === '') {
    throw new ConfigurationError(
      `goal: ${quoted(term)} has no unit; write ${digits}${units[0]} (${metric.name} is in ${units.join(', ')})`,
    );
  }
  const factor = factorOf(metric, unit!);
  if (factor !== null) return number * factor;
  const known = units.length === 0 ? 'it has none' : `it is in ${units.join(', ')}`;
  throw new ConfigurationError(
    `goal: ${quoted(term)}: ${quoted(unit!)} is no unit of ${metric.name}; ${known}`,
  );
}

function parseLaps(term: string, relation: Relation, value: string, laps: number): Bound {
  if (relation === '<=')
    throw new ConfigurationError(`goal: ${quoted(term)}: laps are completed; write >= or =`);
  const share = value === 'all' ? [value, laps, laps] : LAPS.exec(value);
  if (!share) {
    throw new ConfigurationError(
      `goal: ${quoted(term)}: write completed/driven, such as laps=${laps}/${laps}, or laps=all`,
    );
  }
  const [limit, of] = [Number(share[1]), Number(share[2])];
  if (of !== laps) {
    throw new ConfigurationError(
      `goal: ${quoted(term)} is about ${of} laps, and each model drives ${laps} ` +
        `(--circuits times --directions); write laps>=N/${laps}, or laps=all`,
    );
  }
  if (limit > of) throw new ConfigurationError(`goal: ${quoted(term)} asks for more laps than are driven`);
  if (relation === '=' && limit < of)
    throw new ConfigurationError(`goal: ${quoted(term)}: write laps>=${limit}/${of}, or laps=${of}/${of}`);
  return { metric: 'laps', relation: '>=', limit, text: term };
}

function parseObjective(term: string, verb: string, name: string): Objective {
  const { better, isTimed, name: metric } = findMetric(name);
  if (isTimed) {
    throw new ConfigurationError(
      `goal: ${quoted(term)}: a measured time differs from run to run, and the same search is to give the same winner; ` +
        `bound ${metric} instead`,
    );
  }
  const wanted = better === 'lower' ? 'minimise' : 'maximise';
  if (verb.slice(0, 3).toLowerCase() !== wanted.slice(0, 3)) {
    throw new ConfigurationError(
      `goal: ${quoted(term)}: ${metric} is better when ${better}; write ${wanted} ${metric}`,
    );
  }
  return { metric };
}

function findMetric(name: string): Metric {
  const known = METRIC_NAMES.find((metric): metric is MetricName => metric === name.toLowerCase());
  if (known !== undefined) return METRICS[known];
  throw new ConfigurationError(
    `goal: unknown metric ${quoted(name)}${suggestion(name, METRIC_NAMES)}; known are ${METRIC_NAMES.join(', ')}`,
  );
}
