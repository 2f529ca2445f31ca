import { type Answer, no, type Question, unknown, yes } from '../../lib/checks/index.ts';
import { lookGoogle } from '../../lib/google/api.ts';
import { isServing } from '../../lib/google/cluster.ts';
import { clusterUsable } from '../../lib/google/existing-cluster.ts';
import { type Bucket, bucketPath } from '../../lib/google/storage.ts';
import { list } from '../../lib/kubernetes/objects.ts';
import { ownershipOfBucket } from '../../lib/ownership/cloud.ts';
import { hasLabel, LABEL, OBJECT_LABEL } from '../../lib/ownership/label.ts';
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
      if (!found) return yes(`${CLUSTER_NAME} is available`);
      if (hasLabel(found.resourceLabels)) return yes(`this runbook created ${CLUSTER_NAME} (${found.status})`);
      const remedy = 'Choose another CLUSTER_NAME, or set CLUSTER=existing to use this cluster';
      return no(
        `${CLUSTER_NAME} exists but was not created by this runbook (no label ${LABEL.key}=${LABEL.value})`,
        remedy,
      );
    },
  },
  {
    id: 'bucket-name',
    about: 'bucket name',
    diagnosis: 'BUCKET_NAME_TAKEN',
    ask: async (session) => {
      const { GSBUCKET } = session.config;
      const { status, body } = await lookGoogle<Bucket>('STORAGE', bucketPath(GSBUCKET), session);
      if (status === 404) return yes(`${GSBUCKET} is available`);
      if (body && (await ownershipOfBucket(body, session)) !== 'another')
        return yes(`this runbook created ${GSBUCKET}`);
      const whose = body ? 'was not created by this runbook' : 'belongs to another project';
      return no(`${GSBUCKET} exists but ${whose}`, 'Set another GSBUCKET: bucket names are globally unique');
    },
  },
  {
    id: 'deployment-name',
    about: 'deployment name',
    ask: async (session) => {
      const { CLUSTER_NAME, NAMESPACE } = session.config;
      const cluster = await session.cluster.cluster(CLUSTER_NAME);
      if (!cluster || !isServing(cluster))
        return yes(`${DEPLOYMENT} is available: cluster ${CLUSTER_NAME} is not running`);
      const of = { resource: 'deployment', name: DEPLOYMENT, namespace: NAMESPACE };
      const [found] = await list(of, session, session.signal);
      if (!found) return yes(`${DEPLOYMENT} is available`);
      if (hasLabel(found.metadata.labels, OBJECT_LABEL)) return yes(`this runbook created ${DEPLOYMENT}`);
      return no(`${DEPLOYMENT} in ${NAMESPACE} was not created by this runbook`, 'Set another NAMESPACE');
    },
  },
];

/** The check of an existing cluster that 01-cluster makes before it adds a node pool. */
async function existing(session: Session): Promise<Answer> {
  const { CLUSTER_NAME } = session.config;
  const look = await clusterUsable(session.config).look(session, session.signal);
  if (look.state === 'met') return yes(`${CLUSTER_NAME} is running with the required features`);
  if (look.state === 'pending') return unknown(`${CLUSTER_NAME}: ${look.progress}`);
  const { message, evidence, remedy = '' } = look.error;
  return no([message, ...evidence].join('; '), remedy);
}
