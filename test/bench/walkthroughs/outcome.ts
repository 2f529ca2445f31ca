/** How one walkthrough came out. */
export interface Outcome {
  readonly good: boolean;
  readonly detail: string;
}
