import type { MeasuringOptions } from './channels';

/** The figures of a bag that holds its messages and metadata already, as /experiment_metrics holds them. */
export async function figuresOf(_file: string, _options: MeasuringOptions): Promise<object> {
  return {};
}
