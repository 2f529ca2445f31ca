/** What a query covers: from one moment to another, or the last minutes until now (`{ last: '10m' }`). */
export type Range =
  | {
      /** Milliseconds since the Unix epoch. */
      readonly start: number;
      readonly end: number;
      /** Seconds, or a duration such as `15s`. @default as it gives some 240 points, at least the 15 s of a scrape */
      readonly step?: number | string;
    }
  | {
      /** A duration such as `10m`, up to the target's present. */
      readonly last: string;
      readonly step?: number | string;
    };
