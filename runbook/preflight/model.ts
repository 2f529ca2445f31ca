import { type Answer, no, type Question } from '../../lib/checks/index.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { revealed } from '../../lib/google/secret-manager.ts';
import { mayRead } from './hugging-face.ts';
import { modelFits } from './model-fits.ts';

/** Only a token that Secret Manager does not give is a certain answer. */
function unreadable(error: unknown): Answer {
  if (!(error instanceof RunbookError) || error.code !== 'CONFIG_INVALID') throw error;
  return no(error.message, error.remedy!);
}

export const model: readonly Question[] = [
  {
    id: 'model-fits',
    about: 'model and machine',
    ask: async ({ config }) => modelFits(config),
  },
  {
    id: 'hugging-face',
    about: 'Hugging Face',
    ask: async (session) => {
      const { MODEL, HF_TOKEN } = session.config;
      const token = await revealed(HF_TOKEN, session).catch((error: unknown) => unreadable(error));
      return typeof token === 'string' ? mayRead(MODEL, token, session) : token;
    },
  },
];
