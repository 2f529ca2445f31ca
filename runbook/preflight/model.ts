import { no, type Question, unknown, yes } from '../../lib/checks/index.ts';
import { HUB, modelFits } from './model-fits.ts';

const DEADLINE = 15_000;

export const model: readonly Question[] = [
  {
    id: 'model-fits',
    about: 'model and machine',
    ask: async ({ config }) => modelFits(config),
  },
  {
    id: 'hugging-face',
    about: 'Hugging Face',
    ask: async ({ config: { MODEL, HF_TOKEN }, target, signal }) => {
      if (target.kind === 'sandbox') return unknown('not checked: the sandbox sends no request to the Internet');
      const response = await target.fetch(`${HUB}/${MODEL}/resolve/main/config.json`, {
        method: 'HEAD',
        headers: { authorization: `Bearer ${HF_TOKEN.reveal()}` },
        // A redirect must not send the token to another host.
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE)]),
      });
      if (response.status < 400) return yes(`HF_TOKEN is valid and its account has accepted the licence of ${MODEL}`);
      const refused = REFUSALS[response.status];
      return refused?.(MODEL) ?? unknown(`${HUB} returned HTTP ${response.status}`);
    },
  },
];

const REFUSALS: Readonly<Record<number, (model: string) => ReturnType<typeof no>>> = {
  401: () => no('Hugging Face rejects HF_TOKEN', `Create a token: ${HUB}/settings/tokens`),
  403: (name) =>
    no(`the account of HF_TOKEN has not accepted the licence of ${name}`, `Accept the licence: ${HUB}/${name}`),
  404: (name) => no(`Hugging Face has no model ${name}`, 'Set another MODEL'),
};
