import { extname } from 'node:path';
import type { BackgroundProcess } from '../../lib/background/start.ts';
import { duration } from '../../lib/wait/duration.ts';

/** The load stops after this time (ms of the target's clock). Steps that need it restart it. */
export const LONGEST = duration('4h');

/** The load: loops of completion requests in a separate process. */
export const LOAD: BackgroundProcess = {
  name: 'load',
  // TypeScript in the repository, JavaScript in the package.
  module: new URL(`./program${extname(import.meta.url)}`, import.meta.url).href,
};
