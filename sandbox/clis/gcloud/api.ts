import { readFileSync } from 'node:fs';
import type { Call } from '../command.ts';
import { Refused } from '../tool.ts';

/** gcloud's names of the APIs in its endpoint variables. */
export type Api = 'CONTAINER' | 'STORAGE' | 'CLOUDRESOURCEMANAGER' | 'SECRETMANAGER' | 'SERVICEUSAGE';

// biome-ignore lint/suspicious/noExplicitAny: each method of each API has its own response
export type Answer = any;

export interface Request {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** An error response of an API. */
export class ApiError extends Error {
  readonly status: number;
  /** The name of the code, as in `NOT_FOUND`. */
  readonly reason: string;

  constructor(status: number, { message, status: reason }: { message: string; status: string }) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

/** Sends one request as gcloud does. @throws ApiError */
export async function ask(api: Api, method: string, path: string, { query, body }: Request = {}): Promise<Answer> {
  const url = new URL(path, environment(`CLOUDSDK_API_ENDPOINT_OVERRIDES_${api}`));
  for (const [name, value] of Object.entries({ alt: 'json', ...query })) url.searchParams.set(name, value);
  const token = readFileSync(environment('CLOUDSDK_AUTH_ACCESS_TOKEN_FILE'), 'utf8').trim();
  const response = await fetch(url, {
    method,
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new ApiError(response.status, errorIn(text));
  return text === '' ? undefined : JSON.parse(text);
}

function errorIn(text: string): { message: string; status: string } {
  try {
    return JSON.parse(text).error;
  } catch {
    return { message: text, status: 'UNKNOWN' };
  }
}

/** The project from the command's flags, or from the environment. */
export function projectOf(call: Call): string {
  return call.value('project') ?? environment('CLOUDSDK_CORE_PROJECT');
}

function environment(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Refused(
    `This stand-in for gcloud works only with the sandbox: ${name} is not set.\neval "$(npm run -s env)"`,
  );
}
