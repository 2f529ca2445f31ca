import { program } from '../../../lib/background/program.ts';
import { duration } from '../../../lib/wait/duration.ts';

// A background process that reports its configuration and returns a result.
program(import.meta, {
  longest: duration('10m'),
  begin: async ({ config }) => ({
    snapshot: () => ({ model: config.MODEL, token: config.HF_TOKEN.reveal().length }),
    stop: async () => 'the end',
  }),
});
