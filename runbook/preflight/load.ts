import { no, type Question, yes } from '../../lib/checks/index.ts';
import { expectedQueue } from '../load/queue.ts';

export const load: readonly Question[] = [
  {
    id: 'load-scales-out',
    about: 'load and autoscaler',
    ask: async ({ config }) => {
      const { waiting, tooFew } = expectedQueue(config);
      if (tooFew === undefined) return yes(`${waiting} requests will wait at one replica`);
      return no(tooFew, 'Set a larger PARALLEL_PROCESSES, or a smaller HPA_TARGET');
    },
  },
];
