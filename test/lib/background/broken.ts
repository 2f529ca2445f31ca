import { program } from '../../../lib/background/program.ts';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';

// A background process that cannot start.
program(import.meta, {
  longest: 1,
  begin: async () => {
    throw new RunbookError('LOAD_INPUT', 'Nothing to do', { evidence: ['a line'], remedy: 'Find something.' });
  },
});
