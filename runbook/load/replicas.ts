import { kubectl } from '../../lib/command/command.ts';
import { list } from '../../lib/kubernetes/objects.ts';
import { isReady } from '../../lib/kubernetes/pods.ts';
import { FORWARDING } from '../../lib/kubernetes/port-forward.ts';
import { metricsPage } from '../../lib/load/model-server.ts';
import type { ReplicaCount } from '../../lib/load/report/index.ts';
import { Samples } from '../../lib/metrics/samples.ts';
import type { Session } from '../../lib/session/session.ts';
import { APP_SELECTOR, SERVER_PORT } from '../tutorial/names.ts';

/** vLLM's counter of ended requests: an answer does not name its replica. */
const ENDED = 'vllm:request_success_total';

type Counts = ReadonlyMap<string, number>;

/**
 * Counts from now on which replica ended how many requests, also those of other clients. The returned function tells;
 * undefined when a replica does not show its page, and after Ctrl-C.
 */
export async function replicaMeter(session: Session): Promise<() => Promise<readonly ReplicaCount[] | undefined>> {
  const before = await counts(session);
  return async () => {
    const after = before && (await counts(session));
    return after && [...after].map(([pod, count]) => ({ pod, requests: count - (before.get(pod) ?? 0) }));
  };
}

async function counts(session: Session): Promise<Counts | undefined> {
  const { NAMESPACE: namespace } = session.config;
  try {
    const pods = await list({ resource: 'pods', selector: APP_SELECTOR, namespace }, session, session.signal);
    const names = pods.filter(isReady).map(({ metadata }) => metadata.name);
    return new Map(
      await Promise.all(names.map(async (name) => [name, await ended(name, namespace, session)] as const)),
    );
  } catch {
    // The load is measured without it.
    return undefined;
  }
}

/** From the replica itself: the Service chooses one, and the address of a pod is only known inside the cluster. */
async function ended(pod: string, namespace: string, session: Session): Promise<number> {
  const command = kubectl`port-forward pod/${pod} ${`:${SERVER_PORT}`} --address=127.0.0.1 -n ${namespace}`;
  for await (const line of session.follow(command, session.signal)) {
    const address = FORWARDING.exec(line)?.[1];
    if (address !== undefined) return new Samples(await metricsPage(address, session)).value(ENDED) ?? 0;
  }
  throw new Error(`${pod} has no metrics page`);
}
