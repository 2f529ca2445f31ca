import { nodePool } from '../../../runbook/tutorial/names.ts';
import { number, type Question, text, wrong } from '../question.ts';
import { operationTook } from '../run/operations.ts';
import { firstNode, firstPod } from '../run/server.ts';

const MINUTE = 60_000;
const TPU_LABELS = {
  accelerator: 'cloud.google.com/gke-tpu-accelerator',
  topology: 'cloud.google.com/gke-tpu-topology',
};

/** 01-deploy: the cluster, its node and its pod. */
export const cluster: readonly Question[] = [
  {
    id: 'cluster-minutes',
    section: 'cluster',
    question: {
      en: 'How many minutes did Google Cloud take to create the cluster, without the TPU node pool?',
      zh: 'Google Cloud 创建集群用了多少分钟？不含 TPU 节点池。',
    },
    look: 'gcloud container operations list --location=REGION (START_TIME, END_TIME of CREATE_CLUSTER)',
    explanation: {
      en: 'The control plane comes first, then the system node pool. No TPU is billed in this time.',
      zh: '先创建控制平面，再创建系统节点池。这段时间没有 TPU，不产生 TPU 费用。',
    },
    kind: number('min', 0.1),
    key: async (session) => {
      const took = await operationTook('CREATE_CLUSTER', session.config.CLUSTER_NAME, session);
      if (took === undefined) return undefined;
      const pool = await operationTook('CREATE_NODE_POOL', nodePool(session.config), session);
      return {
        right: took / MINUTE,
        mistakes: [
          wrong(
            pool && pool / MINUTE,
            'That is the TPU node pool, not the cluster.',
            '这是 TPU 节点池的时间，不是集群的。',
          ),
          wrong(
            pool && (took + pool) / MINUTE,
            'That is the cluster and the TPU node pool together.',
            '这是集群和 TPU 节点池的总时间。',
          ),
        ],
      };
    },
  },
  {
    id: 'tpu-zone',
    section: 'cluster',
    question: { en: 'Which zone is the TPU node in?', zh: 'TPU 节点在哪个可用区？' },
    look: 'kubectl get nodes -L topology.kubernetes.io/zone',
    explanation: {
      en: 'The cluster is regional, but TPU machines exist only in some zones of a region: --node-locations pins the pool to one.',
      zh: '集群是区域级的，但 TPU 机器只在区域内的部分可用区提供：--node-locations 把节点池固定在其中一个。',
    },
    kind: text,
    key: async (session) => {
      const labels = (await firstNode(session))?.metadata.labels;
      const zone = labels?.['topology.kubernetes.io/zone'];
      const why = ['That is the region. A zone also has a letter.', '这是区域。可用区名称末尾还有一个字母。'] as const;
      return zone === undefined
        ? undefined
        : { right: zone, mistakes: [wrong(labels?.['topology.kubernetes.io/region'], ...why)] };
    },
  },
  {
    id: 'topology',
    section: 'credentials',
    question: { en: 'Which TPU topology does the node have?', zh: '该节点的 TPU 拓扑是什么？' },
    look: `kubectl get nodes -L ${TPU_LABELS.topology}`,
    explanation: {
      en: 'The pod asks for this topology with a nodeSelector. With another one it stays Pending for ever.',
      zh: 'Pod 通过 nodeSelector 指定该拓扑；写成其他值，Pod 会一直 Pending。',
    },
    kind: text,
    key: async (session) => {
      const labels = (await firstNode(session))?.metadata.labels;
      const topology = labels?.[TPU_LABELS.topology];
      const why = [
        'That is the accelerator. The topology is its shape.',
        '这是加速器类型。拓扑是芯片的排列形状。',
      ] as const;
      return topology === undefined
        ? undefined
        : { right: topology, mistakes: [wrong(labels?.[TPU_LABELS.accelerator], ...why)] };
    },
  },
  {
    id: 'chips',
    section: 'model-server',
    question: {
      en: 'How many TPU chips does one pod of the model server request?',
      zh: '模型服务器的一个 Pod 请求多少个 TPU 芯片？',
    },
    look: 'kubectl describe pod -l app=vllm-tpu -n vllm (google.com/tpu)',
    explanation: {
      en: 'It requests all chips of the machine. For this reason a second pod needs a second node.',
      zh: 'Pod 请求整台机器的全部芯片，因此第二个 Pod 需要第二个节点。',
    },
    kind: number('chips', 0),
    key: async (session) => {
      const containers = ((await firstPod(session))?.spec.containers ?? []) as readonly Container[];
      const chips = containers.reduce(
        (sum, { resources }) => sum + Number(resources?.limits?.['google.com/tpu'] ?? 0),
        0,
      );
      const why = [
        'That is a pod for each chip. vLLM uses all chips of a node together.',
        'vLLM 同时使用一个节点上的所有芯片，不是每个芯片一个 Pod。',
      ] as const;
      return chips === 0 ? undefined : { right: chips, mistakes: [wrong(1, ...why)] };
    },
  },
  {
    id: 'service-account',
    section: 'service-account',
    question: {
      en: 'As which Kubernetes service account does the pod of the model server run?',
      zh: '模型服务器的 Pod 以哪个 Kubernetes 服务账号运行？',
    },
    look: "kubectl get pods -l app=vllm-tpu -n vllm -o jsonpath='{.items[0].spec.serviceAccountName}'",
    explanation: {
      en: 'IAM grants the role on the bucket to exactly this name in this namespace. One wrong letter, and the mount fails.',
      zh: 'IAM 把存储桶的角色授予该命名空间中的这个名称。名称错一个字母，挂载就会失败。',
    },
    kind: text,
    key: async (session) => {
      const pod = await firstPod(session);
      const why = ['That account has no role on the bucket.', '该账号没有存储桶的角色。'] as const;
      return pod && { right: pod.spec.serviceAccountName as string, mistakes: [wrong('default', ...why)] };
    },
  },
];

interface Container {
  readonly resources?: { readonly limits?: Readonly<Record<string, string>> };
}
