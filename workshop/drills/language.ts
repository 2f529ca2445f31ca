import { usage } from '../../lib/runner/flags.ts';
import type { Language } from '../text.ts';

/** @throws RunbookError USAGE for another language */
export function languageOf(given: string | undefined, environment: NodeJS.ProcessEnv): Language {
  if (given === undefined) return /^zh/i.test(environment.LC_ALL || environment.LANG || '') ? 'zh' : 'en';
  if (given === 'en' || given === 'zh') return given;
  throw usage(`--lang is ${given}: expected en or zh`);
}
