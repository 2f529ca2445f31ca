import type { Config, Secret } from '../config/index.ts';
import { explained, seen } from '../diagnosis/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import type { Session } from '../session/session.ts';
import type { Activity } from '../target/target.ts';

/** Long, since a completion may queue behind a load: ms of the target's time. */
const DEADLINE = 600_000;

/** The fields of OpenAI's completion request that the runbook sends. */
export interface CompletionRequest {
  readonly model: string;
  readonly prompt: string;
  readonly max_tokens: number;
  readonly temperature: number;
}

export interface Completion {
  readonly id: string;
  readonly model: string;
  readonly choices: readonly { readonly text: string; readonly finish_reason: string }[];
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number; readonly total_tokens: number };
}

/** URL of the completions, and the key if one is configured. @param address `host:port` */
export function completions(address: string, { VLLM_API_KEY }: Config): { url: string; apiKey?: Secret } {
  return { url: serverUrl(address, '/v1/completions'), ...(VLLM_API_KEY && { apiKey: VLLM_API_KEY }) };
}

/** @throws RunbookError UNEXPECTED_ANSWER with the server's answer */
export async function complete(address: string, request: CompletionRequest, session: Session): Promise<Completion> {
  const { url, apiKey } = completions(address, session.config);
  const key = apiKey && { authorization: `Bearer ${apiKey.reveal()}` };
  const text = await ask(url, session, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...key },
    body: JSON.stringify(request),
  });
  return JSON.parse(text) as Completion;
}

/** The server's metrics page, for which vLLM needs no key. @param pace of simulated time meanwhile */
export function metricsPage(address: string, session: Session, pace?: Activity): Promise<string> {
  return ask(serverUrl(address, '/metrics'), session, {}, pace);
}

/** A model that the server answers for, and the most tokens of a prompt with its answer. */
export interface ServedModel {
  readonly id: string;
  /** vLLM's own field; another server may lack it. */
  readonly max_model_len?: number | null;
}

/** The models that the server answers for, LoRA adapters included. */
export async function servedModels(address: string, session: Session): Promise<readonly ServedModel[]> {
  const key = session.config.VLLM_API_KEY;
  const headers = key && { authorization: `Bearer ${key.reveal()}` };
  const text = await ask(serverUrl(address, '/v1/models'), session, { ...(headers && { headers }) });
  return (JSON.parse(text) as { data: readonly ServedModel[] }).data;
}

function serverUrl(address: string, path: string): string {
  return `http://${address}${path}`;
}

const exposureOf = ({ EXPOSE, EXPOSE_CIDR }: Config): string =>
  EXPOSE_CIDR === undefined ? `EXPOSE=${EXPOSE}` : `EXPOSE=${EXPOSE} with EXPOSE_CIDR=${EXPOSE_CIDR}`;

async function ask(url: string, session: Session, init: RequestInit, activity: Activity = 'load'): Promise<string> {
  const ended = new AbortController();
  const timeout = session.target.clock.sleep(DEADLINE, ended.signal).then(
    () => ended.abort(),
    () => undefined,
  );
  const pace = session.pace(activity);
  try {
    const response = await session.target.fetch(url, {
      ...init,
      signal: AbortSignal.any([session.signal, ended.signal]),
    });
    const text = await response.text();
    if (response.ok) return text;
    const refused = new RunbookError('UNEXPECTED_ANSWER', `The model server answered HTTP ${response.status}`);
    throw explained(refused, seen('client', [text.slice(0, 500)]));
  } catch (cause) {
    session.signal.throwIfAborted();
    if (cause instanceof RunbookError) throw cause;
    throw new RunbookError('UNEXPECTED_ANSWER', 'The model server does not answer', {
      cause,
      evidence: [url],
      remedy: `Check that the model server is ready, and that ${exposureOf(session.config)} admits this machine. After a change of either, run the step again that creates the Service.`,
    });
  } finally {
    pace.release();
    ended.abort();
    await timeout;
  }
}
