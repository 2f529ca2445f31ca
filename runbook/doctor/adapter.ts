import { type Finding, type Hop, passes } from '../../lib/checks/hop.ts';
import type { KubernetesObject } from '../../lib/kubernetes/objects.ts';
import { isReady } from '../../lib/kubernetes/pods.ts';
import { adapterTrouble, usesLegacyModel, withoutValue } from './adapter-trouble.ts';
import type { Subject } from './chain.ts';
import { GROUP, metricsApiOf } from './metrics-api.ts';
import { queryPath, valuesOf } from './query.ts';
import { getRaw, rawCommand } from './raw.ts';
import { typed } from './remedy.ts';

export const adapter: Hop<Subject> = {
  id: 'adapter',
  about: 'the metrics API serves the metric to the autoscaler',
  examine: async (session, subject) => {
    const path = queryPath(subject);
    const asked = [typed(session, rawCommand(path))];
    const { body, refusal } = await getRaw<{ items?: readonly KubernetesObject[] }>(path, session);
    if (!refusal && body.items?.length) return { ...answered(subject, body.items), asked };
    // The adapter's pods may have changed since the first look.
    const now = { ...subject, api: await metricsApiOf(GROUP[subject.metric.type], session) };
    return { ...(refusal ? await adapterTrouble(session, now, refusal) : withoutValue(session, now)), asked };
  },
};

function answered(subject: Subject, items: readonly KubernetesObject[]): Finding {
  const { api, metric, pods } = subject;
  const values = valuesOf(items, metric);
  const listed = values.map(({ of, value }) => `${of} ${value}`).join(', ');
  const without =
    metric.type === 'Pods'
      ? pods.filter((pod) => isReady(pod) && !values.some(({ of }) => of === pod.metadata.name))
      : [];
  const notes = [
    ...(without.length > 0
      ? [
          {
            code: 'ADAPTER_POD_MISSING',
            text: `no value for ${without.map(({ metadata }) => metadata.name).join(', ')}`,
          },
        ]
      : []),
    ...(api && usesLegacyModel(api)
      ? [{ code: 'ADAPTER_LEGACY_MODEL', text: 'the adapter uses the legacy resource model' }]
      : []),
  ];
  return passes(`${GROUP[metric.type]} answers: ${listed}`, { notes });
}
