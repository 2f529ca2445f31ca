import { usage } from '../lib/runner/flags.ts';
import type { Language } from './text.ts';

/** `--lang`; undefined when it is not given. @throws RunbookError USAGE for another language */
export function givenLanguage(given: string | undefined): Language | undefined {
  if (given === undefined || given === 'en' || given === 'zh') return given;
  throw usage(`--lang is ${given}: expected en or zh`);
}

/** `--lang`, or else the language of the locale. @throws RunbookError USAGE for another language */
export function languageOf(given: string | undefined, environment: NodeJS.ProcessEnv): Language {
  return givenLanguage(given) ?? (/^zh/i.test(environment.LC_ALL || environment.LANG || '') ? 'zh' : 'en');
}
