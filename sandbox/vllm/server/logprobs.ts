import { hash } from '../../core/random.ts';
import { phrases } from '../text/phrases.ts';

/** Made-up but plausible: the chosen token is likely, the others less and less. Deterministic by token and place. */
export interface TokenLogprob {
  readonly token: string;
  readonly logprob: number;
  readonly alternatives: readonly { readonly token: string; readonly logprob: number }[];
}

/** @param others how many other tokens are wanted */
export function tokenLogprob(token: string, place: number, others: number): TokenLogprob {
  const spread = hash(`${token}/${place}`) / 2 ** 32;
  const logprob = -(0.01 + 2 * spread ** 2);
  const alternatives = [];
  const { sentences } = phrases();
  for (let i = 0; i < others; i++) {
    const sentence = sentences[hash(`${place}/${i}/${token}`) % sentences.length]!;
    alternatives.push({ token: sentence.after[i % sentence.after.length]!, logprob: logprob - 1.5 - i - spread });
  }
  return { token, logprob, alternatives };
}

/** The `logprobs` object of a completion's choice. @param known tokens of the prompt, of which the first has none */
export function completionLogprobs(
  tokens: readonly string[],
  options: { readonly top: number; readonly offset?: number; readonly place?: number; readonly firstUnknown?: boolean },
): object {
  const { top, offset = 0, place = 0, firstUnknown = false } = options;
  const textOffset: number[] = [];
  const tokenLogprobs: (number | null)[] = [];
  const topLogprobs: (Record<string, number> | null)[] = [];
  let at = offset;
  tokens.forEach((token, i) => {
    textOffset.push(at);
    at += token.length;
    if (firstUnknown && i === 0) {
      tokenLogprobs.push(null);
      topLogprobs.push(null);
      return;
    }
    const { logprob, alternatives } = tokenLogprob(token, place + i, Math.max(0, top - 1));
    tokenLogprobs.push(logprob);
    topLogprobs.push(
      Object.fromEntries([[token, logprob], ...alternatives.map((one) => [one.token, one.logprob] as const)]),
    );
  });
  return { text_offset: textOffset, token_logprobs: tokenLogprobs, tokens, top_logprobs: topLogprobs };
}
