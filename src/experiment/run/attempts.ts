/** Attempts at a run whose processes, workers or simulators are lost, or that ends by a fault which may pass. */
export const MOST_ATTEMPTS = 3;
