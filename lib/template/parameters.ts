/** Values for the places of a manifest, by their names. */
export type Parameters = Readonly<Record<string, string | number | boolean>>;

/** A use of a parameter in a manifest, or a place where none may stand. */
export interface Use {
  readonly name: string;
  /** Where it begins in the manifest's text. */
  readonly offset: number;
  /** Why it may not stand there. */
  readonly misplaced?: string;
}
