import { extname } from 'node:path';
import type { BackgroundProcess } from '../../lib/background/start.ts';
import { duration } from '../../lib/wait/duration.ts';

/** It ends by itself after so many milliseconds of the target's time: steps that need it start it again. */
export const LONGEST = duration('4h');

/** The loops of completions, in a process of their own. */
export const LOAD: BackgroundProcess = {
  name: 'load',
  // TypeScript in the repository, JavaScript in the package.
  module: new URL(`./program${extname(import.meta.url)}`, import.meta.url).href,
};
