import { program } from '../../../lib/background/program.ts';

// A background process whose work is over at once.
program(import.meta, { longest: 1, begin: async () => ({ snapshot: () => ({}), stop: async () => 'over' }) });
