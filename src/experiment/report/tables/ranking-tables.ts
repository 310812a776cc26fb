import { formatP } from '../../../measure/compare/verdict';
import { chooseDecimals, formatNumber } from '../../../measure/report/format';
import { formatMetricName } from '../../../measure/report/metric';
import { numberColumn, type Table, textCell, textColumn } from '../../../measure/report/tables';
import type { ExperimentAnalysis } from '../analysis';
import type { Ranking } from '../ranking';
import { DEVIATION, SPEED } from '../reported-metric';
import { meanCell, numberCell, numberColumns, shareCell, shownCell } from './cells';
import { describeAlike } from './summary-tables';

/** The best brain of each circuit. */
export function buildBestTable({ courseRankings }: ExperimentAnalysis): Table {
  return {
    name: 'best',
    title: 'Best by circuit',
    columns: [
      textColumn('circuit', 'circuit'),
      numberColumn('conditions', 'conditions'),
      textColumn('best', 'best'),
      textColumn('alike', 'cannot be told apart from'),
      numberColumn('success', 'success [95 %]'),
      numberColumn(DEVIATION.column, formatMetricName(DEVIATION)),
      numberColumn(SPEED.column, formatMetricName(SPEED)),
    ],
    rows: courseRankings.map(({ course, ranking, summaries }) => {
      const best = ranking.brains[0]!;
      const { success, metrics } = summaries.get(best.brain)!;
      if (!ranking.isOrdered) {
        const missing = () => shownCell(null, '', 'no brain completed a run here');
        return [
          textCell(course),
          shownCell(ranking.commonConditions),
          textCell('none'),
          textCell(null),
          ...Array.from({ length: 3 }, missing),
        ];
      }
      return [
        textCell(course),
        shownCell(ranking.commonConditions),
        textCell(best.brain),
        textCell(ranking.brains.length < 2 ? 'alone' : describeAlike(best.alike, best.notCompared)),
        shareCell(success),
        meanCell(metrics.get(DEVIATION.column), DEVIATION, success.successes),
        meanCell(metrics.get(SPEED.column), SPEED, success.successes),
      ];
    }),
  };
}

/** The test of every pair of brains by one criterion. */
export function buildPairsTable({ criterion, pairs }: Ranking): Table {
  const names = [textColumn('a', 'A'), textColumn('b', 'B')];
  const { metric } = criterion;
  const people: Table = {
    name: `pairs-${criterion.key}`,
    title: `Pairs by ${criterion.label}`,
    columns: [
      ...names,
      numberColumn('conditions', 'conditions'),
      numberColumn('a_better', 'A better'),
      numberColumn('b_better', 'B better'),
      numberColumn(
        'median_difference',
        `median of A - B${metric === null ? '' : `, ${formatMetricName(metric)}`}`,
      ),
      numberColumn('p_holm', 'p (Holm)'),
      textColumn('told_apart', 'told apart'),
    ],
    rows: pairs.map((pair) => {
      const { median_difference } = pair;
      const decimals = chooseDecimals([median_difference ?? 0], metric?.decimals ?? 0);
      return [
        textCell(pair.a),
        textCell(pair.b),
        shownCell(pair.conditions),
        shownCell(pair.aBetter),
        shownCell(pair.bBetter),
        shownCell(
          median_difference,
          formatNumber(median_difference, decimals),
          'no condition that both completed',
        ),
        shownCell(pair.p_holm, formatP(pair.p_holm), 'no condition that both drove'),
        textCell(pair.p === null ? 'not compared' : pair.differ ? 'yes' : 'no'),
      ];
    }),
  };
  return {
    name: people.name,
    title: people.title,
    rounded: people,
    columns: [
      ...names,
      ...numberColumns(['conditions', 'a_better', 'b_better', 'median_difference', 'p', 'p_holm']),
      textColumn('told_apart', 'told_apart'),
    ],
    rows: pairs.map((pair) => [
      textCell(pair.a),
      textCell(pair.b),
      ...[pair.conditions, pair.aBetter, pair.bBetter, pair.median_difference, pair.p, pair.p_holm].map(
        numberCell,
      ),
      textCell(pair.p === null ? 'not compared' : pair.differ ? 'yes' : 'no'),
    ]),
  };
}
