import type { ComponentChildren } from 'preact';
import type { StripChart } from '../draw/strip-chart';

interface ChartFigureProps {
  readonly title: string;
  /** Says in words what is drawn. */
  readonly label: string;
  readonly chart: Pick<StripChart<string>, 'attach'>;
  /** Beside the title: values and legend. */
  readonly children: ComponentChildren;
}

/** A strip chart below its title and values. */
export function ChartFigure({ title, label, chart, children }: ChartFigureProps) {
  return (
    <figure>
      <figcaption>
        <span class="name">{title}</span> {children}
      </figcaption>
      <div class="chart" ref={chart.attach} role="img" aria-label={label} />
    </figure>
  );
}
