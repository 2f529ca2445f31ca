import { commandLine } from '../command/command.ts';
import { secretsOf } from '../config/index.ts';
import { BASE_URL } from '../google/api.ts';
import type { Session } from '../session/session.ts';
import type { Target } from '../target/target.ts';
import { type Identity, identityOf } from './identity.ts';
import type { Entry } from './recording.ts';

/** Everything that a run saw, still with its secrets: only `redacted` may leave this process. */
export interface Seen {
  readonly entries: Entry[];
  readonly identity: Identity;
  readonly config: Session['config'];
  readonly report: Session['report'];
  readonly target: Target;
  /** On the target's clock. */
  readonly startedAt: number;
}

/** Records each command and each request of a target. The recorded target behaves like the target. */
export class Recorder {
  seen: Seen | undefined;
  readonly #bodies: Promise<void>[] = [];

  /** Records until the end of the run. A run opens one target. */
  around = (target: Target, { config, report }: Pick<Session, 'config' | 'report'>): Target => {
    const { clock } = target;
    const startedAt = clock.now();
    const entries: Entry[] = [];
    const identity = identityOf(config);
    this.seen ??= { entries, identity, config, report, target, startedAt };
    const now = (): number => Math.round(clock.now() - startedAt);
    return {
      ...target,
      execute: async (command, signal) => {
        const at = now();
        const execution = await target.execute(command, signal);
        entries.push({ kind: 'command', line: commandLine(command), at, took: now() - at, ...execution });
        return execution;
      },
      lines: async function* (command, signal) {
        const at = now();
        const lines: { at: number; text: string }[] = [];
        try {
          for await (const text of target.lines(command, signal)) {
            lines.push({ at: now(), text });
            yield text;
          }
        } finally {
          entries.push({ kind: 'watch', line: commandLine(command), at, took: now() - at, lines });
        }
      },
      fetch: async (input, init) => {
        const at = now();
        const url = input instanceof Request ? input.url : String(input);
        const line = `${init?.method ?? 'GET'} ${pathOf(url, target.environment)}`;
        const sent = typeof init?.body === 'string' ? init.body : '';
        const add = (status: number, body: string): void =>
          void entries.push({ kind: 'request', line, at, took: now() - at, sent, status, body });
        try {
          const response = await target.fetch(input, init);
          const copy = response.clone();
          this.#bodies.push(
            copy.text().then(
              (body) => add(copy.status, body),
              () => add(copy.status, ''),
            ),
          );
          return response;
        } catch (error) {
          if (!init?.signal?.aborted) add(0, String(error));
          throw error;
        }
      },
      accessToken: async (signal) => {
        const token = await target.accessToken(signal);
        identity.secrets.add(token);
        return token;
      },
    };
  };

  /** Resolves when every answer has been read. */
  async settled(): Promise<Seen | undefined> {
    await Promise.all(this.#bodies);
    // A secret in Secret Manager is known only after the run has read it.
    for (const secret of this.seen ? secretsOf(this.seen.config) : []) this.seen!.identity.secrets.add(secret);
    this.seen?.entries.sort((one, other) => one.at - other.at);
    return this.seen;
  }
}

/** The path of a URL on Google's hosts, also for an API that the target serves elsewhere. */
function pathOf(url: string, environment: Target['environment']): string {
  for (const [api, base] of Object.entries(BASE_URL)) {
    const override = environment[`CLOUDSDK_API_ENDPOINT_OVERRIDES_${api}`];
    if (override && url.startsWith(override)) return pathOf(base + url.slice(override.length), {});
  }
  const { pathname, search } = new URL(url);
  return pathname + search;
}
