import { gcloud, kubectl } from '../../../lib/command/command.ts';
import { run } from '../../../lib/step/actions.ts';
import type { Actions, StepContext } from '../../../lib/step/step.ts';
import { serverReady } from '../../../runbook/model-server/ready.ts';
import { ADAPTER, DEPLOYMENT, HPA, POD_MONITORING, principal, SERVICE } from '../../../runbook/tutorial/names.ts';
import type { Text } from '../../text.ts';
import { all, type Item } from '../drill.ts';
import { autoscalerExists, autoscalerReads } from '../world/autoscaler.ts';
import { modelAnswers } from '../world/server.ts';

/** One thing that breaks in a running deployment. */
export interface Trouble {
  /** The right diagnosis: a code of lib/diagnosis or of the doctor, where one fits. */
  readonly code: string;
  readonly place: 'server' | 'metric';
  /** The cause, for the choice of a diagnosis. */
  readonly what: Text;
  make(context: StepContext): Actions;
  mended(context: StepContext): Item['ask'];
}

const TYPO = 'vllm-kas';
const serves = (context: StepContext): Item['ask'] => both(all(serverReady(context)), modelAnswers);
const scales = (): Item['ask'] => both(autoscalerExists, autoscalerReads);

function both(...asks: readonly Item['ask'][]): Item['ask'] {
  return async (session) => {
    for (const ask of asks) if (!(await ask(session))) return false;
    return true;
  };
}

const patch = (resource: string, name: string, { config }: StepContext, change: object) =>
  run(kubectl`patch ${resource} ${name} -n ${config.NAMESPACE} --type=merge -p ${JSON.stringify(change)}`);

export const TROUBLES: readonly Trouble[] = [
  {
    code: 'SERVICE_ACCOUNT_MISSING',
    place: 'server',
    what: { en: 'the pods name a service account that does not exist', zh: 'Pod 引用了不存在的服务账号' },
    make: ({ config }) => [run(kubectl`set serviceaccount deployment ${DEPLOYMENT} ${TYPO} -n ${config.NAMESPACE}`)],
    mended: serves,
  },
  {
    code: 'NO_TPU_NODE',
    place: 'server',
    what: { en: 'the pods select TPU nodes that do not exist', zh: 'Pod 选择了不存在的 TPU 节点' },
    make: (context) => [
      patch('deployment', DEPLOYMENT, context, {
        spec: { template: { spec: { nodeSelector: { 'cloud.google.com/gke-tpu-topology': '4x4' } } } },
      }),
    ],
    mended: serves,
  },
  {
    code: 'TOKEN_SECRET_MISSING',
    place: 'server',
    what: { en: 'the Secret with the Hugging Face token is gone', zh: '保存 Hugging Face 令牌的 Secret 不见了' },
    make: ({ config }) => [
      run(kubectl`delete secret hf-secret -n ${config.NAMESPACE}`),
      run(kubectl`rollout restart deployment ${DEPLOYMENT} -n ${config.NAMESPACE}`),
    ],
    mended: serves,
  },
  {
    code: 'SERVICE_SELECTOR',
    place: 'server',
    what: { en: 'the Service selects no pod', zh: 'Service 没有选中任何 Pod' },
    make: (context) => [patch('service', SERVICE, context, { spec: { selector: { app: 'vllm-tpu-v2' } } })],
    mended: serves,
  },
  {
    code: 'ADAPTER_ROLE',
    place: 'metric',
    what: {
      en: 'the metrics adapter has no permission to read Cloud Monitoring',
      zh: '指标适配器没有读取 Cloud Monitoring 的权限',
    },
    make: ({ config }) => {
      const member = principal(config, ADAPTER.namespace, ADAPTER.name);
      return [
        run(
          gcloud`projects remove-iam-policy-binding ${config.PROJECT_ID} --role=roles/monitoring.viewer --member=${member} --condition=None`,
        ),
      ];
    },
    mended: scales,
  },
  {
    code: 'SCRAPE_PORT_NAME',
    place: 'metric',
    what: { en: 'the PodMonitoring names a port that no container has', zh: 'PodMonitoring 的端口名在容器中不存在' },
    make: (context) => [
      patch('podmonitoring', POD_MONITORING, context, {
        spec: { endpoints: [{ port: 'metrics', path: '/metrics', interval: '15s' }] },
      }),
    ],
    mended: scales,
  },
  {
    code: 'HPA_MIN_IS_MAX',
    place: 'metric',
    what: { en: 'the autoscaler may not add a replica', zh: '自动扩缩器不允许增加副本' },
    make: (context) => [patch('hpa', HPA, context, { spec: { minReplicas: 1, maxReplicas: 1 } })],
    mended: scales,
  },
];
