import type { Session } from '../session/session.ts';

/** Yes, no or unknown; `remedy` is the command or page that fixes a no. */
export interface Answer {
  readonly verdict: 'yes' | 'no' | 'unknown';
  readonly detail: string;
  readonly remedy?: string;
}

/** One check before anything is billed. */
export interface Question {
  /** For tests and machines: `tpu-quota`. */
  readonly id: string;
  /** The beginning of the line: `TPU quota`. */
  readonly about: string;
  /** The cause that a no points to (`lib/diagnosis/`). */
  readonly diagnosis?: string;
  /** Reads only. An error makes the answer unknown. */
  ask(session: Session): Promise<Answer>;
}

export type Answered = Answer & Pick<Question, 'id' | 'about' | 'diagnosis'>;

export const yes = (detail: string): Answer => ({ verdict: 'yes', detail });
export const no = (detail: string, remedy: string): Answer => ({ verdict: 'no', detail, remedy });
export const unknown = (detail: string, remedy?: string): Answer => ({
  verdict: 'unknown',
  detail,
  ...(remedy !== undefined && { remedy }),
});
