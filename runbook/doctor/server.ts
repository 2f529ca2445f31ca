import { breaks, type Finding, type Hop, passes } from '../../lib/checks/hop.ts';
import { kubectl } from '../../lib/command/command.ts';
import { diagnose, linesOf } from '../../lib/diagnosis/index.ts';
import { podEvidence } from '../../lib/kubernetes/evidence.ts';
import { isReady } from '../../lib/kubernetes/pods.ts';
import type { Session } from '../../lib/session/session.ts';
import type { Subject } from './chain.ts';
import { nameOnPage, placeOf, samplesOn, seePages } from './exposure.ts';
import { notExposed } from './not-exposed.ts';
import { remedies } from './remedies.ts';
import { typed } from './remedy.ts';

export const server: Hop<Subject> = {
  id: 'server',
  about: 'the model server exposes the metric on its metrics page',
  examine: async (session, subject) => {
    const { namespace, selector, pods } = subject;
    const get = kubectl`get pods -l ${selector} -n ${namespace}`;
    const stopped = noPod(session, subject) ?? (await notReady(session, subject));
    if (stopped) return { ...stopped, asked: selector === '' ? [] : [typed(session, get)] };
    const pages = await seePages(subject);
    const asked = [typed(session, get), ...pages.map((page) => `GET http://${placeOf(page)}`)];
    const found = pages.find((page) => nameOnPage(subject, page));
    if (!found) return { ...notExposed(session, subject, pages), asked };
    const series = nameOnPage(subject, found)!;
    const values = samplesOn(found, series).map(({ value }) => value);
    const ready = `${pods.filter(isReady).length} of ${pods.length} pods ready`;
    return passes(`${ready}; ${placeOf(found)} has ${series}${values.length > 0 ? ` = ${values.join(', ')}` : ''}`, {
      asked,
    });
  },
};

function noPod(session: Session, { target, targetRef, namespace, own, pods, hpaName }: Subject): Finding | undefined {
  const name = `${targetRef.kind} ${targetRef.name}`;
  if (!target) {
    const edit = typed(session, kubectl`edit hpa ${hpaName} -n ${namespace}`);
    const remedy = own ? 'npx tsx runbook/06-model-server.ts' : `Correct spec.scaleTargetRef: ${edit}`;
    return breaks('TARGET_MISSING', `${name} does not exist in namespace ${namespace}`, remedy);
  }
  if (pods.length > 0) return undefined;
  const resource = `${targetRef.kind.toLowerCase()}/${targetRef.name}`;
  return target.spec.replicas === 0
    ? breaks(
        'NO_REPLICAS',
        `${name} has 0 replicas`,
        typed(session, kubectl`scale ${resource} --replicas=1 -n ${namespace}`),
      )
    : breaks('NO_PODS', `${name} has no pod`, typed(session, kubectl`describe ${resource} -n ${namespace}`));
}

async function notReady(session: Session, { pods, namespace, selector, own }: Subject): Promise<Finding | undefined> {
  if (pods.some(isReady)) return undefined;
  const evidence = await podEvidence({ resource: 'pods', selector, namespace })(session, session.signal);
  const cause = diagnose(evidence);
  const phases = [...new Set(pods.map(({ status }) => status?.phase ?? 'Unknown'))].join(', ');
  const general = own
    ? 'To wait for the pod and see the cause: npx tsx runbook/06-model-server.ts'
    : typed(session, kubectl`describe pods -l ${selector} -n ${namespace}`);
  return breaks(
    'PODS_NOT_READY',
    `none of ${pods.length} pods is ready (phase ${phases})${cause ? `: ${cause.sentence}` : ''}`,
    cause ? (own ? (remedies[cause.code] ?? cause.remedy) : cause.remedy) : general,
    { evidence: linesOf(evidence).slice(0, 5) },
  );
}
