import { type Breaks, breaks, type Finding, type Hop, passes } from '../../lib/checks/hop.ts';
import { kubectl } from '../../lib/command/command.ts';
import type { KubernetesObject } from '../../lib/kubernetes/objects.ts';
import type { Session } from '../../lib/session/session.ts';
import type { Subject } from './chain.ts';
import { type EndpointFacts, type Fault, faultOf } from './endpoint-checks.ts';
import { type EndpointSpec, endpointsOf, pathOf, portsOf } from './endpoints.ts';
import { nameOnPage, samplePod, see, seePages, selecting, selects } from './exposure.ts';
import { collectorLog, jsonPatch, patch, scope, typed } from './remedy.ts';
import { noMonitoring } from './scrape-missing.ts';
import { targetStatus } from './target-status.ts';
import { type Up, upOf } from './up.ts';

export const podMonitoring: Hop<Subject> = {
  id: 'pod-monitoring',
  about: 'the collectors scrape the pods that a PodMonitoring selects',
  examine: async (session, subject) => {
    const asked = [
      typed(session, kubectl`get podmonitoring -o yaml -n ${subject.namespace}`),
      typed(session, kubectl`get clusterpodmonitoring -o yaml`),
    ];
    const chosen = selecting(subject);
    if (chosen.length === 0) return { ...noMonitoring(session, subject), asked };
    const facts = (await Promise.all(chosen.map((one) => factsOf(subject, one)))).flat();
    const judged = facts.map((one) => ({ ...one, fault: faultOf(one) }));
    const good = judged.find(({ fault }) => !fault);
    if (good) return { ...(await confirmed(session, good)), asked };
    const [first] = judged.sort((a, b) => rank(b.fault!) - rank(a.fault!));
    return { ...broken(session, first!, first!.fault!), asked };
  },
};

/** The endpoint that comes nearest to a scrape of the metric says most. */
const rank = ({ code }: Fault): number => (/PORT|PATH|PAGE/.test(code) ? 0 : 1);

async function factsOf(subject: Subject, monitoring: KubernetesObject): Promise<readonly EndpointFacts[]> {
  const pods = subject.pods.filter((pod) => selects(monitoring, pod));
  const pod = pods.includes(samplePod(subject)!) ? samplePod(subject) : undefined;
  const right = (await seePages(subject)).find((seen) => nameOnPage(subject, seen));
  return Promise.all(
    endpointsOf(monitoring).map(async (endpoint) => {
      const ports = pod ? portsOf(endpoint, pod) : [];
      const own = await Promise.all(ports.map((port) => see(subject, pod!, { port, path: pathOf(endpoint) })));
      return { subject, monitoring, endpoint, pods, own: own.filter(({ page }) => !page.unreachable), right };
    }),
  );
}

export const nameOf = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata.name}`;

function broken(session: Session, { monitoring, endpoint }: EndpointFacts, fault: Fault): Breaks {
  const { code, why, evidence = [], certainty = 'certain' } = fault;
  const sentence = `${nameOf(monitoring)}, port ${JSON.stringify(endpoint.port)}: ${why}`;
  return breaks(code, sentence, correction(session, monitoring, endpoint, fault), { evidence, certainty });
}

/** A JSON patch can change one endpoint; a merge patch would replace the list. */
function correction(session: Session, monitoring: KubernetesObject, endpoint: EndpointSpec, fault: Fault): string {
  const { metadata, kind } = monitoring;
  const resource = kind.toLowerCase();
  const of = { resource, name: metadata.name, namespace: metadata.namespace };
  if (fault.spec) return patch(session, of, { spec: fault.spec });
  if (fault.endpoint) {
    const index = endpointsOf(monitoring).indexOf(endpoint);
    const changed = Object.entries({ ...endpoint, ...fault.endpoint }).filter(([, value]) => value !== null);
    const operation = [{ op: 'replace', path: `/spec/endpoints/${index}`, value: Object.fromEntries(changed) }];
    return jsonPatch(session, of, operation);
  }
  return `Compare the endpoint with the pods: ${typed(session, kubectl`describe ${resource} ${metadata.name} ${scope(of)}`)}`;
}

/** Nothing is wrong in the specs; whether samples come is for the operator or the series `up` to say. */
async function confirmed(session: Session, { monitoring, endpoint, pods, subject }: EndpointFacts): Promise<Finding> {
  const name = `${nameOf(monitoring)} selects ${pods.length} of ${subject.pods.length} pods, port ${endpoint.port}`;
  const status = targetStatus(monitoring, endpoint.port);
  if (status.state === 'up') {
    const text = `${status.unhealthy} of ${status.active} targets fail: ${status.errors.join('; ')}`;
    const notes = status.unhealthy > 0 ? [{ code: 'SCRAPE_SOME_DOWN', text }] : [];
    return passes(`${name}; ${status.active - status.unhealthy} of ${status.active} targets up`, { notes });
  }
  if (status.state === 'new') {
    const why = `${name}; the collectors have not scraped it since the last change`;
    return breaks('SCRAPE_NOT_YET', why, 'Wait a minute. Then: npm run doctor', { certainty: 'unknown' });
  }
  const up = await upOf(session, subject, monitoring);
  return byUp(session, name, up);
}

function byUp(session: Session, name: string, up: Up): Finding {
  if (up.state === 'up') return passes(`${name}; the series up is 1 for ${up.count} targets`);
  if (up.state === 'down') {
    const why = `${name}, but every scrape fails: the series up is 0 for ${up.count} targets`;
    return breaks('SCRAPE_TARGETS_DOWN', why, `Read why in the collectors' log: ${collectorLog(session)}`);
  }
  const enable = `kubectl patch operatorconfig config -n gmp-public --type=merge -p '{"features":{"targetStatus":{"enabled":true}}}'`;
  const why = `${name}; no sign of a scrape: the target status is off, and ${up.why}`;
  return breaks('SCRAPE_UNCONFIRMED', why, `To turn the target status on: ${enable}`, { certainty: 'unknown' });
}
