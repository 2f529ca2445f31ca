/** The time range of a query: from start to end, or the time until now (`{ last: '10m' }`). */
export type Range =
  | {
      /** Milliseconds since the Unix epoch. */
      readonly start: number;
      readonly end: number;
      /** Seconds, or a duration such as `15s`. @default about 240 points, at least the 15 s of a scrape */
      readonly step?: number | string;
    }
  | {
      /** A duration such as `10m`, up to the target's current time. */
      readonly last: string;
      readonly step?: number | string;
    };
