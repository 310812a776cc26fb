import type { Strategy } from './list';

/** What would be done: one line for each strategy, its cells with tabs between them. */
export function planLines(strategies: readonly Strategy[]): string[] {
  return strategies.map(({ id, family, words, source, optimize, published, publishedToo }) => {
    const how = optimize === null ? source : `f1-brain optimize ${source} ${optimize.join(' ')}`;
    const twins = [published, publishedToo].filter((key) => key !== null).map((key) => key.join(' '));
    const twin = twins.length === 0 ? 'nothing published' : `published: ${twins.join(', ')}`;
    return [id, family, words, how, twin].join('\t');
  });
}
