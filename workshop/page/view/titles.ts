import { steps } from '../../../runbook/steps.ts';
import type { Language } from '../../text.ts';

/** The runbook's steps, in order, with their names in both languages. */
export const STEPS = steps.map(({ id, title, section }) => ({
  id,
  en: title,
  zh: typeof section === 'string' ? title : section.zh,
}));

/** The name of a step. @param fallback for a step that the runbook does not have */
export const titleOf = (id: string, fallback: string, language: Language): string =>
  STEPS.find((one) => one.id === id)?.[language] ?? fallback;
