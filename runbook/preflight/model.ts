import { no, type Question, unknown, yes } from '../../lib/checks/index.ts';
import { fits, machinesFor } from '../../lib/config/index.ts';

const HUB = 'https://huggingface.co';
const DEADLINE = 15_000;

export const model: readonly Question[] = [
  {
    id: 'model-fits',
    about: 'model and machine',
    ask: async ({ config: { MODEL, MACHINE_TYPE } }) => {
      const holds = fits(MODEL, MACHINE_TYPE);
      if (holds === undefined) return unknown(`the size of ${MODEL} is not known here`, `${HUB}/${MODEL}`);
      if (holds) return yes(`${MODEL} fits on ${MACHINE_TYPE}`);
      return no(`${MODEL} does not fit on ${MACHINE_TYPE}`, `MACHINE_TYPE=${machinesFor(MODEL, MACHINE_TYPE)[0]}`);
    },
  },
  {
    id: 'hugging-face',
    about: 'Hugging Face',
    ask: async ({ config: { MODEL, HF_TOKEN }, target, signal }) => {
      if (target.kind === 'sandbox') return unknown('not asked: on the sandbox no request leaves this machine');
      const response = await fetch(`${HUB}/${MODEL}/resolve/main/config.json`, {
        method: 'HEAD',
        headers: { authorization: `Bearer ${HF_TOKEN.reveal()}` },
        // The token is for the Hub alone, not for where it sends us.
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE)]),
      });
      if (response.status < 400) return yes(`the token is valid, and the licence of ${MODEL} is accepted`);
      const refused = REFUSALS[response.status];
      return refused?.(MODEL) ?? unknown(`${HUB} answered HTTP ${response.status}`);
    },
  },
];

const REFUSALS: Readonly<Record<number, (model: string) => ReturnType<typeof no>>> = {
  401: () => no('the Hub does not accept HF_TOKEN', `${HUB}/settings/tokens`),
  403: (name) => no(`the licence of ${name} is not accepted by the account of HF_TOKEN`, `${HUB}/${name}`),
  404: (name) => no(`the Hub has no model ${name}`, 'Check MODEL'),
};
