import type { Session } from '../../lib/session/session.ts';
import type { Text } from '../text.ts';
import type { Unit } from './units.ts';

/** How an answer is compared with the right one. */
export type Kind =
  | {
      readonly type: 'number';
      /** What a number without a unit means. */
      readonly unit: Unit;
      /** The relative difference that still counts: 0.1 is 10 %. */
      readonly tolerance: number;
    }
  | { readonly type: 'choice'; readonly options: readonly string[] }
  | { readonly type: 'text' };

/** The right answer of one learner's run: a number in the question's unit, or a text. */
export interface Key {
  readonly right: number | string;
  /** What people answer instead, in the same unit. */
  readonly mistakes?: readonly Mistake[];
}

export interface Mistake {
  /** undefined where the run has no such value */
  readonly answer: number | string | undefined;
  /** Why it is wrong. */
  readonly why: Text;
}

/** A question about the learner's own run. */
export interface Question {
  /** Unique in all notebooks. */
  readonly id: string;
  /** The section of the notebook that must have run. */
  readonly section: string;
  readonly question: Text;
  /** A command or a cell that shows the answer. */
  readonly look: string;
  /** Why the answer is what it is; shown after the right answer. */
  readonly explanation: Text;
  readonly kind: Kind;
  /** Reads the right answer from the world and changes nothing. undefined: the run is not there. */
  key(session: Session): Promise<Key | undefined>;
}

/** The questions of a notebook. */
export interface Quiz {
  readonly notebook: NotebookName;
  readonly title: Text;
  readonly questions: readonly Question[];
}

export type NotebookName = '01-deploy' | '02-autoscale' | '03-explore';

/** A number in a unit. @param tolerance relative */
export const number = (unit: Unit, tolerance: number): Kind => ({ type: 'number', unit, tolerance });
export const text: Kind = { type: 'text' };

/** A typical mistake, and why it is wrong in both languages. */
export const wrong = (answer: Mistake['answer'], en: string, zh: string): Mistake => ({ answer, why: { en, zh } });
