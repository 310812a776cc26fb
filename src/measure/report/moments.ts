/** A moment of a run as its page shows it. */
export interface ReportMoment {
  /** JPEG. */
  readonly image: Buffer;
  readonly width: number;
  readonly height: number;
  /** One line below the image. */
  readonly caption: string;
  /** The same for those who do not see it, with what it shows. */
  readonly description: string;
}

/** The moments of a run that was farthest from the line, with what its network looked at. */
export interface RunMoments {
  readonly moments: readonly ReportMoment[];
  /** All of them with their legend, as PNG. */
  readonly filmStrip: Buffer;
}
