import { kubectl } from '../lib/command/command.ts';
import { secretHolds } from '../lib/kubernetes/secret.ts';
import { OURS } from '../lib/ownership/label.ts';
import { ownObject } from '../lib/ownership/object.ts';
import { isComplete } from '../lib/ownership/thing.ts';
import { script } from '../lib/runner/script.ts';
import { run } from '../lib/step/actions.ts';
import { step } from '../lib/step/step.ts';
import { createOurs } from './ownership/created.ts';
import { apiKey, createSecret, huggingFaceToken } from './ownership/secret.ts';

export const secret = step({
  id: '03-secret',
  title: 'Create the Kubernetes Secret with the Hugging Face token',
  section: {
    en: 'Create a Kubernetes Secret for Hugging Face credentials',
    zh: '为 Hugging Face 凭据创建 Kubernetes Secret',
  },
  needs: ['02-credentials'],
  actions: function* ({ config }) {
    const { NAMESPACE, VLLM_API_KEY } = config;
    // Every cluster has the namespace `default`.
    if (NAMESPACE !== 'default')
      yield* createOurs(kubectl`create namespace ${NAMESPACE}`, { resource: 'namespace', name: NAMESPACE });
    // The tutorial's --from-literal puts the token into argv, which every process on the machine can read.
    yield* createSecret(
      kubectl`create secret generic hf-secret --from-file=hf_api_token=/dev/stdin --namespace ${NAMESPACE}`,
      huggingFaceToken(config),
    );
    if (VLLM_API_KEY)
      yield* createSecret(
        kubectl`create secret generic vllm-api-key --from-file=api_key=/dev/stdin --namespace ${NAMESPACE}`,
        apiKey(config),
      );
  },
  done: ({ config }) => [
    isComplete(ownObject({ resource: 'namespace', name: config.NAMESPACE })),
    ...[huggingFaceToken(config), ...(config.VLLM_API_KEY ? [apiKey(config)] : [])].flatMap((one) => [
      secretHolds(one, one.value),
      isComplete(ownObject({ resource: 'secret', name: one.name, namespace: one.namespace })),
    ]),
  ],
  undo: {
    inside: ({ config }) => [
      run(kubectl`delete secret -l ${OURS} --namespace ${config.NAMESPACE}`),
      // The label protects a namespace that this runbook did not create.
      run(kubectl`delete namespace -l ${OURS} --field-selector=metadata.name=${config.NAMESPACE}`),
    ],
  },
});

script(import.meta, secret, () => import('./steps.ts'));
