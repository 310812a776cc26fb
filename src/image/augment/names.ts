/** What may be done to a brain's pictures, by BehaviorMetrics' names (ImageTranform). */
export const DISTURBANCES = [
  'rain',
  'night',
  'shadow',
  'snow',
  'fog',
  'sunflare',
  'daytime',
  'affine',
] as const;
export type Disturbance = (typeof DISTURBANCES)[number];
