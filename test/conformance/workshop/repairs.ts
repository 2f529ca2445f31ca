import { type Command, gcloud, kubectl, withSecret } from '../../../lib/command/command.ts';
import { drive, perform } from '../../../lib/runner/perform.ts';
import type { Session } from '../../../lib/session/session.ts';
import { run } from '../../../lib/step/actions.ts';
import type { StepContext } from '../../../lib/step/step.ts';
import { ADAPTER, principal } from '../../../runbook/tutorial/names.ts';

/** How a person repairs each trouble of an incident, by its code. */
export const REPAIRS: Readonly<Record<string, (context: StepContext) => readonly Command[]>> = {
  SERVICE_ACCOUNT_MISSING: ({ config }) => [
    kubectl`set serviceaccount deployment vllm-tpu ${config.KSA_NAME} -n ${config.NAMESPACE}`,
  ],
  NO_TPU_NODE: ({ config }) => [
    kubectl`patch deployment vllm-tpu -n ${config.NAMESPACE} --type=merge -p ${JSON.stringify({
      spec: { template: { spec: { nodeSelector: { 'cloud.google.com/gke-tpu-topology': '2x4' } } } },
    })}`,
  ],
  TOKEN_SECRET_MISSING: ({ config }) => [
    withSecret(
      kubectl`create secret generic hf-secret --from-file=hf_api_token=/dev/stdin -n ${config.NAMESPACE}`,
      'HF_TOKEN',
      config.HF_TOKEN,
    ),
  ],
  SERVICE_SELECTOR: ({ config }) => [
    kubectl`patch service vllm-service -n ${config.NAMESPACE} -p ${JSON.stringify({ spec: { selector: { app: 'vllm-tpu' } } })}`,
  ],
  ADAPTER_ROLE: ({ config }) => [
    gcloud`projects add-iam-policy-binding ${config.PROJECT_ID} --role=roles/monitoring.viewer
      --member=${principal(config, ADAPTER.namespace, ADAPTER.name)} --condition=None`,
  ],
  SCRAPE_PORT_NAME: ({ config }) => [
    kubectl`patch podmonitoring vllm-pod-monitoring -n ${config.NAMESPACE} --type=merge -p ${JSON.stringify({
      spec: { endpoints: [{ port: 8000, path: '/metrics', interval: '15s' }] },
    })}`,
  ],
  HPA_MIN_IS_MAX: ({ config }) => [
    kubectl`patch hpa vllm-hpa -n ${config.NAMESPACE} -p ${JSON.stringify({ spec: { maxReplicas: 2 } })}`,
  ],
};

export async function repair(code: string, session: Session): Promise<void> {
  const actions = REPAIRS[code]!(session).map((command) => run(command));
  await drive(actions, (action) => perform(action, session));
}
