import { list } from '../../../lib/kubernetes/objects.ts';
import { complete } from '../../../lib/load/model-server.ts';
import type { Session } from '../../../lib/session/session.ts';
import type { Item } from '../drill.ts';

/** A Service of the namespace, of any name, answers a completion request from outside. */
export const modelAnswers: Item['ask'] = async (session) => {
  for (const address of await addresses(session)) if (await answers(address, session)) return true;
  return false;
};

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

async function answers(address: string, session: Session): Promise<boolean> {
  const request = { model: session.config.MODEL, prompt: 'San Francisco is a', max_tokens: 3, temperature: 0 };
  const answer = await complete(address, request, session).catch(() => undefined);
  session.signal.throwIfAborted();
  return (answer?.usage.completion_tokens ?? 0) > 0;
}
