import { type Answer, no, type Question, unknown, yes } from '../../lib/checks/index.ts';
import { lookGoogle } from '../../lib/google/api.ts';
import { clusterUsable } from '../../lib/google/existing-cluster.ts';
import { type Bucket, bucketPath } from '../../lib/google/storage.ts';
import { list } from '../../lib/kubernetes/objects.ts';
import { ownershipOfBucket } from '../../lib/ownership/cloud.ts';
import { hasLabel, OBJECT_LABEL } from '../../lib/ownership/label.ts';
import type { Session } from '../../lib/session/session.ts';
import { DEPLOYMENT } from '../tutorial/names.ts';

export const names: readonly Question[] = [
  {
    id: 'cluster-name',
    about: 'cluster name',
    ask: async (session) => {
      const { CLUSTER, CLUSTER_NAME } = session.config;
      if (CLUSTER === 'existing') return existing(session);
      const found = await session.cluster.cluster(CLUSTER_NAME);
      if (!found) return yes(`${CLUSTER_NAME} is free`);
      if (hasLabel(found.resourceLabels)) return yes(`${CLUSTER_NAME} is ours (${found.status})`);
      const mend = 'Set another CLUSTER_NAME, or CLUSTER=existing to use it';
      return no(`there is a cluster ${CLUSTER_NAME} that this runbook did not make`, mend);
    },
  },
  {
    id: 'bucket-name',
    about: 'bucket name',
    diagnosis: 'BUCKET_NAME_TAKEN',
    ask: async (session) => {
      const { GSBUCKET } = session.config;
      const { status, body } = await lookGoogle<Bucket>('STORAGE', bucketPath(GSBUCKET), session);
      if (status === 404) return yes(`${GSBUCKET} is free`);
      if (body && (await ownershipOfBucket(body, session)) !== 'another') return yes(`${GSBUCKET} is ours`);
      const whose = body ? 'this runbook did not make it' : 'it is somebody else’s';
      return no(`${GSBUCKET} is taken: ${whose}`, 'Set another GSBUCKET; bucket names are unique in the world');
    },
  },
  {
    id: 'deployment-name',
    about: 'deployment name',
    ask: async (session) => {
      const { CLUSTER_NAME, NAMESPACE } = session.config;
      const cluster = await session.cluster.cluster(CLUSTER_NAME);
      if (cluster?.status !== 'RUNNING') return yes(`${DEPLOYMENT} is free: there is no cluster yet`);
      const of = { resource: 'deployment', name: DEPLOYMENT, namespace: NAMESPACE };
      const [found] = await list(of, session, session.signal);
      if (!found) return yes(`${DEPLOYMENT} is free`);
      if (hasLabel(found.metadata.labels, OBJECT_LABEL)) return yes(`${DEPLOYMENT} is ours`);
      return no(`${NAMESPACE} has a deployment ${DEPLOYMENT} that this runbook did not make`, 'Set another NAMESPACE');
    },
  },
];

/** The cluster that is to be used can be: what 01-cluster asks before it adds a node pool. */
async function existing(session: Session): Promise<Answer> {
  const { CLUSTER_NAME } = session.config;
  const look = await clusterUsable(session.config).look(session, session.signal);
  if (look.state === 'met') return yes(`${CLUSTER_NAME} exists and can be used`);
  if (look.state === 'pending') return unknown(`${CLUSTER_NAME} exists, but ${look.progress}`);
  const { message, evidence, remedy = '' } = look.error;
  return no([message, ...evidence].join('; '), remedy);
}
