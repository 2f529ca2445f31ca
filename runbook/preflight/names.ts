import { isOurBucket } from '../../lib/bucket-ownership.ts';
import { hasLabel } from '../../lib/cluster.ts';
import { lookGoogle } from '../../lib/google-api.ts';
import { MANAGED_BY } from '../../lib/kubernetes/conditions.ts';
import { list } from '../../lib/kubernetes/objects.ts';
import { no, type Question, yes } from '../../lib/preflight/index.ts';
import { type Bucket, bucketPath } from '../../lib/storage.ts';
import { DEPLOYMENT, LABEL } from '../names.ts';

export const names: readonly Question[] = [
  {
    id: 'cluster-name',
    about: 'cluster name',
    ask: async ({ cluster, config }) => {
      const { CLUSTER, CLUSTER_NAME, CONTROL_PLANE_LOCATION } = config;
      const found = await cluster.cluster(CLUSTER_NAME);
      if (CLUSTER === 'existing') {
        if (found) return yes(`${CLUSTER_NAME} is there (${found.status}), and is used`);
        const list = `gcloud container clusters list --project=${config.PROJECT_ID}`;
        return no(`CLUSTER=existing, and there is no cluster ${CLUSTER_NAME} in ${CONTROL_PLANE_LOCATION}`, list);
      }
      if (!found) return yes(`${CLUSTER_NAME} is free`);
      if (hasLabel(found, LABEL)) return yes(`${CLUSTER_NAME} is ours (${found.status})`);
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
      if (body && (await isOurBucket(body, LABEL, session))) return yes(`${GSBUCKET} is ours`);
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
      if (found.metadata.labels?.[MANAGED_BY.label] === MANAGED_BY.value) return yes(`${DEPLOYMENT} is ours`);
      return no(`${NAMESPACE} has a deployment ${DEPLOYMENT} that this runbook did not make`, 'Set another NAMESPACE');
    },
  },
];
