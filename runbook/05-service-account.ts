import { gcloud, kubectl } from '../lib/command/command.ts';
import { bindingExists } from '../lib/google/iam.ts';
import { OURS } from '../lib/ownership/label.ts';
import { ownObject } from '../lib/ownership/object.ts';
import { isComplete } from '../lib/ownership/thing.ts';
import { script } from '../lib/runner/script.ts';
import { run } from '../lib/step/actions.ts';
import { type StepContext, step } from '../lib/step/step.ts';
import { createOurs } from './ownership/created.ts';
import { type Grant, grant, revoke } from './ownership/grants.ts';
import { principal } from './tutorial/names.ts';

const ROLE = 'roles/storage.objectUser';

export const serviceAccount = step({
  id: '05-service-account',
  title: 'Grant the model server access to the bucket',
  section: {
    en: 'Set up a Kubernetes ServiceAccount to access the bucket',
    zh: '设置 Kubernetes ServiceAccount 以访问存储桶',
  },
  needs: ['03-secret', '04-bucket'],
  actions: function* (context) {
    const { GSBUCKET, IAM_SCOPE, KSA_NAME, NAMESPACE, PROJECT_ID } = context.config;
    const { noted, member } = bucketGrant(context);
    yield* createOurs(kubectl`create serviceaccount ${KSA_NAME} --namespace ${NAMESPACE}`, noted);
    yield* grant(
      bucketGrant(context),
      IAM_SCOPE === 'bucket'
        ? gcloud`storage buckets add-iam-policy-binding gs://${GSBUCKET} --member=${member} --role=${ROLE}`
        : gcloud`projects add-iam-policy-binding ${PROJECT_ID} --member=${member} --role=${ROLE} --condition=None`,
    );
  },
  done: (context) => {
    const { noted, owner, role, member } = bucketGrant(context);
    return [isComplete(ownObject(noted)), bindingExists(owner, role, member)];
  },
  undo: {
    grants: function* (context) {
      const { GSBUCKET, IAM_SCOPE, PROJECT_ID } = context.config;
      const { member } = bucketGrant(context);
      yield* revoke(
        bucketGrant(context),
        IAM_SCOPE === 'bucket'
          ? gcloud`storage buckets remove-iam-policy-binding gs://${GSBUCKET} --member=${member} --role=${ROLE}`
          : gcloud`projects remove-iam-policy-binding ${PROJECT_ID} --member=${member} --role=${ROLE} --condition=None`,
      );
    },
    inside: ({ config }) => [run(kubectl`delete serviceaccount -l ${OURS} --namespace ${config.NAMESPACE}`)],
  },
});

/** On the bucket, or with IAM_SCOPE=project (the tutorial's alternative) on the project. */
function bucketGrant({ config }: StepContext): Grant {
  const { GSBUCKET, IAM_SCOPE, KSA_NAME: name, NAMESPACE: namespace, PROJECT_ID } = config;
  return {
    owner: IAM_SCOPE === 'bucket' ? { bucket: GSBUCKET } : { project: PROJECT_ID },
    role: ROLE,
    member: principal(config, namespace, name),
    noted: { resource: 'serviceaccount', name, namespace },
  };
}

script(import.meta, serviceAccount, () => import('./steps.ts'));
