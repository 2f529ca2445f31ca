import type { VariableName } from '../../lib/config/index.ts';
import type { Surroundings } from './surroundings.ts';

/** The texts of the variables that are known so far. */
export type Known = Readonly<Partial<Record<VariableName, string>>>;

export interface Choice {
  readonly value: string;
  /** One line, with the value and what speaks for it. */
  readonly label: string;
  /** What the person should know after choosing it. */
  readonly warning?: string;
}

/** The possible answers to a question. */
export interface Offer {
  readonly choices: readonly Choice[];
  /** The preselected value. */
  readonly first?: string | undefined;
  /** Reads a value that is none of the choices. */
  readonly other?: (text: string) => Read;
}

/** A value, or why a text is none. */
export type Read = { readonly value: string; readonly warning?: string } | { readonly why: string };

/** One question of `npm run configure`; answers one variable. */
export interface Question {
  readonly variable: VariableName;
  /** Without the dashes: `zone`. */
  readonly flag: string;
  /** Its value in the help: `ZONE`. */
  readonly placeholder: string;
  /** A sentence for the help. */
  readonly help: string;
  /** The question on a terminal. */
  message(known: Known): string;
  /** @default always */
  applies?(known: Known): boolean;
  /** Without a terminal and without its flag, the preselected value is taken. */
  readonly assumed?: true;
  offer(known: Known, cloud: Surroundings): Promise<Offer>;
}
