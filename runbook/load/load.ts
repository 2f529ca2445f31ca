import { extname } from 'node:path';
import type { BackgroundProcess } from '../../lib/background/start.ts';
import type { StepContext } from '../../lib/step/step.ts';
import { duration } from '../../lib/wait/duration.ts';

/** The load stops after this time (ms of the target's clock). Steps that need it restart it. */
export const LONGEST = duration('4h');

/** The tutorial's request. */
export function request({ config }: StepContext) {
  return { model: config.MODEL, prompt: 'Write a story about san francisco', max_tokens: 1000, temperature: 0 };
}

/** The load: loops of completion requests in a separate process. */
export const LOAD: BackgroundProcess = {
  name: 'load',
  // TypeScript in the repository, JavaScript in the package.
  module: new URL(`./program${extname(import.meta.url)}`, import.meta.url).href,
};
