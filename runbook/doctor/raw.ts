import { kubectl } from '../../lib/command/command.ts';
import { type Refusal, refusalOf } from '../../lib/command/refusal.ts';
import type { KubernetesObject } from '../../lib/kubernetes/objects.ts';
import type { Session } from '../../lib/session/session.ts';

/** The answer of one path of the Kubernetes API. */
export type RawAnswer<T> =
  | { readonly body: T; readonly refusal?: undefined }
  | { readonly body?: undefined; readonly refusal: Refusal };

/** `kubectl get --raw PATH`: one request to exactly this path, whose refusal is the server's own. */
export async function getRaw<T>(path: string, session: Session): Promise<RawAnswer<T>> {
  const command = rawCommand(path);
  const execution = await session.ask(command);
  const refusal = refusalOf(command, execution);
  return refusal ? { refusal } : { body: JSON.parse(execution.stdout) as T };
}

export const rawCommand = (path: string) => kubectl`get --raw ${path}`;

/** The objects of a list; none when the API does not know the type or may not be read. */
export async function itemsAt(path: string, session: Session): Promise<readonly KubernetesObject[]> {
  const { body } = await getRaw<{ items: readonly KubernetesObject[] }>(path, session);
  return body?.items ?? [];
}
