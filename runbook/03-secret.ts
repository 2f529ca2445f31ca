import { kubectl, withSecret } from '../lib/command/command.ts';
import { secretHolds } from '../lib/kubernetes/conditions.ts';
import { isComplete, isOurs, OURS } from '../lib/kubernetes/ownership.ts';
import { script } from '../lib/runner/script.ts';
import { type Actions, isSo, run, type StepContext, step } from '../lib/step/step.ts';
import { asManager, createOurs, label } from './ownership/created.ts';
import { API_KEY_SECRET, SECRET } from './tutorial/names.ts';

export const secret = step({
  id: '03-secret',
  title: 'Create the Kubernetes Secret with the Hugging Face token',
  section: '为 Hugging Face 凭据创建 Kubernetes Secret',
  needs: ['02-credentials'],
  actions: function* ({ config }) {
    if (ownNamespace({ config })) {
      yield* createOurs(kubectl`create namespace ${config.NAMESPACE}`, {
        resource: 'namespace',
        name: config.NAMESPACE,
      });
    }
    for (const one of secrets({ config })) yield* create(one);
  },
  done: ({ config }) => [
    isComplete({ resource: 'namespace', name: config.NAMESPACE }),
    ...secrets({ config }).flatMap((one) => [
      secretHolds(one, one.value),
      isComplete({ resource: 'secret', name: one.name, namespace: one.namespace }),
    ]),
  ],
  undo: ({ config }) => [
    run(kubectl`delete secret -l ${OURS} --namespace ${config.NAMESPACE}`),
    // Only one that this runbook made has the label.
    run(kubectl`delete namespace -l ${OURS} --field-selector=metadata.name=${config.NAMESPACE}`),
  ],
});

/** The token, and the key that clients of the model server need if there is one. */
function secrets({ config: { NAMESPACE: namespace, HF_TOKEN, VLLM_API_KEY } }: StepContext) {
  return [
    { ...SECRET, namespace, variable: 'HF_TOKEN', value: HF_TOKEN },
    ...(VLLM_API_KEY ? [{ ...API_KEY_SECRET, namespace, variable: 'VLLM_API_KEY', value: VLLM_API_KEY }] : []),
  ];
}

function* create(one: ReturnType<typeof secrets>[number]): Actions & Generator {
  const { name, key, namespace, variable, value } = one;
  // The tutorial's --from-literal would put the token in argv, for every process of the machine to read.
  const command = withSecret(
    kubectl`create secret generic ${name} --from-file=${key}=/dev/stdin --namespace ${namespace}`,
    variable,
    value,
  );
  const of = { resource: 'secret', name, namespace };
  const created = yield* createOurs(command, of);
  if (created || (yield* isSo(secretHolds(one, value)))) return;
  // It holds another value: that of ours was replaced, somebody else's stays.
  yield run(kubectl`delete secret -l ${OURS} --field-selector=metadata.name=${name} --namespace ${namespace}`);
  yield run(asManager(command), { already: { kind: 'alreadyExists', ours: isOurs(of), what: `Secret ${name}` } });
  yield label(of);
}

/** The namespace `default` is everybody's: there is nothing to create. */
function ownNamespace({ config }: StepContext): boolean {
  return config.NAMESPACE !== 'default';
}

script(import.meta, secret, () => import('./steps.ts'));
