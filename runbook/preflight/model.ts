import type { Question } from '../../lib/checks/index.ts';
import { mayRead } from './hugging-face.ts';
import { modelFits } from './model-fits.ts';

export const model: readonly Question[] = [
  {
    id: 'model-fits',
    about: 'model and machine',
    ask: async ({ config }) => modelFits(config),
  },
  {
    id: 'hugging-face',
    about: 'Hugging Face',
    ask: async (session) => mayRead(session.config.MODEL, session.config.HF_TOKEN.reveal(), session),
  },
];
