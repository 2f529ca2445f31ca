/** A number of the proposal, with its origin. */
export interface Figure {
  readonly value: number;
  readonly unit: string;
  /** The formula in words and names of the inputs. */
  readonly formula: string;
  readonly inputs: Readonly<Record<string, number | string>>;
  /** The 95 % interval, or a sentence. */
  readonly uncertainty: string;
}
