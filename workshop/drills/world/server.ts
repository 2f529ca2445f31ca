import { list } from '../../../lib/kubernetes/objects.ts';
import { containerStatuses, isReady } from '../../../lib/kubernetes/pods.ts';
import { complete, metricsPage } from '../../../lib/load/model-server.ts';
import type { Session } from '../../../lib/session/session.ts';
import { APP_SELECTOR } from '../../../runbook/tutorial/names.ts';
import type { Item } from '../drill.ts';

const REQUEST = { prompt: 'San Francisco is a', max_tokens: 3, temperature: 0 } as const;

/** The container in which Cloud Storage FUSE runs. */
const SIDECAR = 'gke-gcsfuse-sidecar';

/** A Service of the namespace, of any name, answers a completion request from outside. */
export const modelAnswers: Item['ask'] = (session) => answered(session, async () => session.config.MODEL);

/** The same for whatever model is served. */
export const anyModelAnswers: Item['ask'] = (session) =>
  answered(session, async (address) => SERVED.exec(await metricsPage(address, session))?.[1]);

/** The label of vLLM's own series. */
const SERVED = /^vllm:\w+\{[^}\n]*model_name="([^"]+)"/m;

async function answered(session: Session, modelAt: (address: string) => Promise<string | undefined>): Promise<boolean> {
  for (const address of await addresses(session)) if (await answers(address, modelAt, session)) return true;
  return false;
}

async function addresses(session: Session): Promise<readonly string[]> {
  const services = await list({ resource: 'services', namespace: session.config.NAMESPACE }, session, session.signal);
  return services.flatMap(({ spec, status, metadata }) => {
    const ip = status?.loadBalancer?.ingress?.[0]?.ip as string | undefined;
    const local = metadata.annotations?.['sandbox.local/load-balancer-ports'];
    if (ip === undefined) return [];
    if (local) return local.split(',').map((pair) => pair.slice(pair.indexOf('=') + 1));
    return (spec.ports as readonly { port: number }[]).map(({ port }) => `${ip}:${port}`);
  });
}

async function answers(
  address: string,
  modelAt: (address: string) => Promise<string | undefined>,
  session: Session,
): Promise<boolean> {
  const answer = await modelAt(address)
    .then((model = '') => complete(address, { ...REQUEST, model }, session))
    .catch(() => undefined);
  session.signal.throwIfAborted();
  return (answer?.usage.completion_tokens ?? 0) > 0;
}

/** A ready pod of the model server has the bucket mounted, by any kind of volume. */
export const readsBucket: Item['ask'] = async (session) => {
  const pods = await list(
    { resource: 'pods', selector: APP_SELECTOR, namespace: session.config.NAMESPACE },
    session,
    session.signal,
  );
  return pods.some((pod) => isReady(pod) && containerStatuses(pod).some(({ name }) => name === SIDECAR));
};
