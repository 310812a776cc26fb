/** The circuits in the order of the tables. */
export const CIRCUITS = [
  'simple_circuit',
  'many_curves',
  'montreal_line',
  'montmelo_line',
  'nurburgring_line',
] as const;
