import type { Target } from './target.ts';

/** How long a token is kept (real ms). gcloud's tokens live an hour; those of a metadata server may end earlier. */
const KEPT = 30 * 60_000;

/** Keeps an access token, and gets another one after an API refused it. */
export class KeptToken {
  readonly #ask: (signal: AbortSignal) => Promise<string>;
  #kept: { readonly value: string; readonly at: number } | undefined;

  constructor(ask: (signal: AbortSignal) => Promise<string>) {
    this.#ask = ask;
  }

  /** @throws what `ask` throws */
  async get(signal: AbortSignal): Promise<string> {
    if (!this.#kept || Date.now() - this.#kept.at >= KEPT)
      this.#kept = { value: await this.#ask(signal), at: Date.now() };
    return this.#kept.value;
  }

  /** The same `fetch`; a request that is refused with 401 for this token is sent once more with a new one. */
  renewing(fetch: Target['fetch']): Target['fetch'] {
    return async (input, init = {}) => {
      const response = await fetch(input, init);
      const headers = new Headers(init.headers);
      const used = headers.get('authorization');
      if (response.status !== 401 || used === null || used !== bearer(this.#kept?.value)) return response;
      this.#kept = undefined;
      // Only what can be sent twice.
      if (input instanceof Request || !(typeof init.body === 'string' || !init.body)) return response;
      const { signal } = init;
      const renewed = bearer(await this.get(signal ?? new AbortController().signal));
      if (renewed === used) return response;
      headers.set('authorization', renewed);
      await response.body?.cancel();
      return fetch(input, { ...init, headers });
    };
  }
}

const bearer = (token = ''): string => `Bearer ${token}`;
