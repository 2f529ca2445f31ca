import { type Command, gcloud, kubectl } from '../lib/command/command.ts';
import { bindingExists, type PolicyOwner } from '../lib/iam.ts';
import { exists } from '../lib/kubernetes/conditions.ts';
import { script } from '../lib/runner/script.ts';
import { ALREADY_EXISTS, run, type StepContext, step } from '../lib/step.ts';
import { BUCKET_ROLE, principal } from './names.ts';

export const serviceAccount = step({
  id: '05-service-account',
  title: 'Let the model server read and write the bucket',
  section: '设置 Kubernetes ServiceAccount 以访问存储桶',
  needs: ['03-secret', '04-bucket'],
  actions: (context) => [
    run(kubectl`create serviceaccount ${context.config.KSA_NAME} --namespace ${context.config.NAMESPACE}`, {
      already: { pattern: ALREADY_EXISTS },
    }),
    run(bindingCommand(context, 'add')),
  ],
  done: (context) => [
    exists({ resource: 'serviceaccount', name: context.config.KSA_NAME, namespace: context.config.NAMESPACE }),
    bindingExists(policyOwner(context), BUCKET_ROLE, member(context)),
  ],
  undo: (context) => [
    run(bindingCommand(context, 'remove')),
    run(
      kubectl`delete serviceaccount ${context.config.KSA_NAME} --namespace ${context.config.NAMESPACE} --ignore-not-found`,
    ),
  ],
});

function member({ config }: StepContext): string {
  return principal(config, config.NAMESPACE, config.KSA_NAME);
}

/** Whose policy the binding goes into: the one bucket's, or the project's for all of its buckets. */
function policyOwner({ config }: StepContext): PolicyOwner {
  return config.IAM_SCOPE === 'bucket' ? { bucket: config.GSBUCKET } : { project: config.PROJECT_ID };
}

function bindingCommand(context: StepContext, verb: 'add' | 'remove'): Command {
  const { config } = context;
  const binding = [`--member=${member(context)}`, `--role=${BUCKET_ROLE}`];
  return config.IAM_SCOPE === 'bucket'
    ? gcloud`storage buckets ${verb}-iam-policy-binding gs://${config.GSBUCKET} ${binding}`
    : gcloud`projects ${verb}-iam-policy-binding ${config.PROJECT_ID} ${binding} --condition=None`;
}

script(import.meta, serviceAccount);
