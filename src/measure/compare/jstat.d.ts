/** The part of jstat that is used. */
declare module 'jstat' {
  interface Cumulative {
    cdf(x: number, first: number, second: number): number;
  }

  export const jStat: {
    readonly studentt: {
      cdf(x: number, degreesOfFreedom: number): number;
      inv(probability: number, degreesOfFreedom: number): number;
    };
    readonly chisquare: {
      cdf(x: number, degreesOfFreedom: number): number;
    };
    /** Second and third argument: mean and standard deviation. */
    readonly normal: Cumulative;
    /** Second and third argument: alpha and beta. */
    readonly beta: Cumulative;
  };
}
