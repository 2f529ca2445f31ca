import { gcloud, kubectl } from '../lib/command/command.ts';
import { bindingExists } from '../lib/google/iam.ts';
import { isComplete, OURS } from '../lib/kubernetes/ownership.ts';
import { script } from '../lib/runner/script.ts';
import { run, type StepContext, step } from '../lib/step/step.ts';
import { createOurs } from './ownership/created.ts';
import { type Grant, grant, revoke } from './ownership/grants.ts';
import { BUCKET_ROLE, principal } from './tutorial/names.ts';

export const serviceAccount = step({
  id: '05-service-account',
  title: 'Let the model server read and write the bucket',
  section: '设置 Kubernetes ServiceAccount 以访问存储桶',
  needs: ['03-secret', '04-bucket'],
  actions: function* ({ config }) {
    const { KSA_NAME, NAMESPACE } = config;
    const account = { resource: 'serviceaccount', name: KSA_NAME, namespace: NAMESPACE };
    yield* createOurs(kubectl`create serviceaccount ${KSA_NAME} --namespace ${NAMESPACE}`, account);
    yield* grant(bucketGrant({ config }));
  },
  done: (context) => {
    const { noted, owner, role, member } = bucketGrant(context);
    return [isComplete(noted), bindingExists(owner, role, member)];
  },
  undo: function* ({ config }) {
    yield* revoke(bucketGrant({ config }));
    yield run(kubectl`delete serviceaccount -l ${OURS} --namespace ${config.NAMESPACE}`);
  },
});

/** Of the one bucket, or with IAM_SCOPE=project of all buckets of the project. */
function bucketGrant({ config }: StepContext): Grant {
  const { GSBUCKET, IAM_SCOPE, KSA_NAME: name, NAMESPACE: namespace, PROJECT_ID } = config;
  const member = principal(config, namespace, name);
  const binding = [`--member=${member}`, `--role=${BUCKET_ROLE}`];
  const ofBucket = IAM_SCOPE === 'bucket';
  return {
    owner: ofBucket ? { bucket: GSBUCKET } : { project: PROJECT_ID },
    role: BUCKET_ROLE,
    member,
    noted: { resource: 'serviceaccount', name, namespace },
    command: (verb) =>
      ofBucket
        ? gcloud`storage buckets ${verb}-iam-policy-binding gs://${GSBUCKET} ${binding}`
        : gcloud`projects ${verb}-iam-policy-binding ${PROJECT_ID} ${binding} --condition=None`,
  };
}

script(import.meta, serviceAccount, () => import('./steps.ts'));
