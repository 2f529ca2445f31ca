import { no, type Question, yes } from '../../lib/checks/index.ts';
import { ENLARGE, expectedQueue } from '../load/queue.ts';

export const load: readonly Question[] = [
  {
    id: 'load-scales-out',
    about: 'load and autoscaler',
    ask: async ({ config }) => {
      const { waiting, tooFew } = expectedQueue(config);
      if (tooFew === undefined) return yes(`${waiting} requests wait at 1 replica`);
      return no(tooFew, ENLARGE);
    },
  },
];
