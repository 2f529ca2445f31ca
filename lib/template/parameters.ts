/** Values of a manifest's parameters. */
export type Parameters = Readonly<Record<string, string | number | boolean>>;

/** A use of a parameter in a manifest, possibly in a wrong place. */
export interface Use {
  readonly name: string;
  /** Offset in the manifest's text. */
  readonly offset: number;
  /** Why the place is wrong. */
  readonly misplaced?: string;
}
