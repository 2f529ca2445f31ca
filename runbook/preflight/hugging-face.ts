import { type Answer, no, unknown, yes } from '../../lib/checks/index.ts';
import type { Target } from '../../lib/target/target.ts';
import { HUB } from './model-fits.ts';

const DEADLINE = 15_000;

/** An answer about a token; a rejected one is of no use for any model. */
export type TokenAnswer = Answer & { readonly rejected?: true };

/** Whether a token may read the model: asks Hugging Face for the model's configuration file. */
export async function mayRead(
  model: string,
  token: string,
  { target, signal }: { readonly target: Pick<Target, 'kind' | 'fetch'>; readonly signal: AbortSignal },
): Promise<TokenAnswer> {
  if (target.kind === 'sandbox') return unknown('not checked: the sandbox sends no request to the Internet');
  const response = await target.fetch(`${HUB}/${model}/resolve/main/config.json`, {
    method: 'HEAD',
    headers: { authorization: `Bearer ${token}` },
    // A redirect must not send the token to another host.
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE)]),
  });
  if (response.status < 400) return yes(`HF_TOKEN is valid and its account has accepted the licence of ${model}`);
  const refused = REFUSALS[response.status];
  return refused?.(model) ?? unknown(`${HUB} returned HTTP ${response.status}`);
}

const REFUSALS: Readonly<Record<number, (model: string) => TokenAnswer>> = {
  401: () => ({
    ...no('Hugging Face rejects HF_TOKEN', `Create a token: ${HUB}/settings/tokens`),
    rejected: true,
  }),
  403: (name) =>
    no(`the account of HF_TOKEN has not accepted the licence of ${name}`, `Accept the licence: ${HUB}/${name}`),
  404: (name) => no(`Hugging Face has no model ${name}`, 'Set another MODEL'),
};
