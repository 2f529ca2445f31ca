import { list } from '../../../lib/kubernetes/objects.ts';
import { condition } from '../../../lib/kubernetes/pods.ts';
import type { Session } from '../../../lib/session/session.ts';
import { DEPLOYMENT } from '../../../runbook/tutorial/names.ts';
import type { Item } from '../drill.ts';

/** The autoscalers of the model server, of any name, that follow a metric of vLLM. */
async function autoscalers(session: Session) {
  const all = await list({ resource: 'hpa', namespace: session.config.NAMESPACE }, session, session.signal);
  return all.filter(
    ({ spec }) =>
      spec.scaleTargetRef?.name === DEPLOYMENT &&
      (spec.metrics as readonly { type: string; pods?: { metric: { name: string } } }[]).some(({ pods }) =>
        pods?.metric.name.includes('vllm:'),
      ),
  );
}

/** An autoscaler of the model server follows a metric of vLLM, and may add a replica. */
export const autoscalerExists: Item['ask'] = async (session) =>
  (await autoscalers(session)).some(({ spec }) => spec.maxReplicas > (spec.minReplicas ?? 1));

/** Such an autoscaler reads its metric. */
export const autoscalerReads: Item['ask'] = async (session) =>
  (await autoscalers(session)).some((hpa) => condition(hpa, 'ScalingActive')?.status === 'True');
