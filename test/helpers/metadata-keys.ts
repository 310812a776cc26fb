/** What BehaviorMetrics' scripts look for in the metadata of a bag. */
export const METADATA_KEYS = [
  'world',
  'brain_path',
  'robot_type',
  'experiment_model',
  'experiment_name',
  'experiment_description',
  'experiment_timeout',
  'experiment_repetition',
];
