import { kubectl, withSecret } from '../lib/command/command.ts';
import { exists, MANAGED_BY, secretHolds } from '../lib/kubernetes/conditions.ts';
import { script } from '../lib/runner/script.ts';
import { ALREADY_EXISTS, attempt, run, type StepContext, step } from '../lib/step.ts';
import { SECRET } from './names.ts';

export const secret = step({
  id: '03-secret',
  title: 'Create the Kubernetes Secret with the Hugging Face token',
  section: '为 Hugging Face 凭据创建 Kubernetes Secret',
  needs: ['02-credentials'],
  actions: function* ({ config }) {
    if (ownNamespace({ config })) {
      const label = `${MANAGED_BY.label}=${MANAGED_BY.value}`;
      yield run(kubectl`create namespace ${config.NAMESPACE}`, { already: { pattern: ALREADY_EXISTS } });
      yield run(kubectl`label namespace ${config.NAMESPACE} ${label} --overwrite`);
    }
    // The tutorial's --from-literal would put the token in argv, for every process of the machine to read.
    const create = withSecret(
      kubectl`create secret generic ${SECRET.name} --from-file=${SECRET.key}=/dev/stdin --namespace ${config.NAMESPACE}`,
      'HF_TOKEN',
      config.HF_TOKEN,
    );
    const created = yield* attempt(create, { pattern: ALREADY_EXISTS });
    if (created) return;
    // It holds another token: that one was replaced.
    yield run(kubectl`delete secret ${SECRET.name} --namespace ${config.NAMESPACE}`);
    yield run(create);
  },
  done: ({ config }) => [
    exists({ resource: 'namespace', name: config.NAMESPACE }),
    secretHolds({ ...SECRET, namespace: config.NAMESPACE }, config.HF_TOKEN),
  ],
  undo: ({ config }) => [
    run(kubectl`delete secret ${SECRET.name} --namespace ${config.NAMESPACE} --ignore-not-found`),
    ...(ownNamespace({ config }) ? [run(kubectl`delete namespace ${config.NAMESPACE} --ignore-not-found`)] : []),
  ],
});

/** The namespace `default` is everybody's: there is nothing to create or to delete. */
function ownNamespace({ config }: StepContext): boolean {
  return config.NAMESPACE !== 'default';
}

script(import.meta, secret);
