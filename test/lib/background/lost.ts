import { program } from '../../../lib/background/program.ts';

// A background process whose work has no purpose left.
program(import.meta, {
  longest: 86_400_000,
  begin: async (session) => {
    session.pace('wait');
    return { snapshot: () => ({}), isOver: () => true, stop: async () => 'nothing' };
  },
});
