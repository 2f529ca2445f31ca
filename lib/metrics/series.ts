/** One time series: labels, and points in ascending time (milliseconds since the Unix epoch). */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [number, number])[];
}
