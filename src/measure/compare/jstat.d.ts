/** The part of jstat that is used: Student's t distribution. */
declare module 'jstat' {
  export const jStat: {
    readonly studentt: {
      cdf(x: number, degreesOfFreedom: number): number;
      inv(probability: number, degreesOfFreedom: number): number;
    };
  };
}
