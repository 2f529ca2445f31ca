import { bytesIn } from '../../../lib/google/storage.ts';
import { perHourOf } from '../../../lib/runner/meter.ts';
import { costPerHour } from '../../../runbook/cost/prices.ts';
import { billed } from '../../../runbook/cost/so-far.ts';
import { TPU_SHAPES } from '../../../runbook/tutorial/names.ts';
import { number, type Question, text, wrong } from '../question.ts';
import { createdAt, firstPod, machineSince, metAt, service } from '../run/server.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;

/** 01-deploy: the first start, and what it costs. */
export const firstStart: readonly Question[] = [
  {
    id: 'weights',
    section: 'model-server',
    question: {
      en: 'How many GB are in your bucket?',
      zh: '您的存储桶里有多少 GB 数据？',
    },
    look: 'gcloud storage du --summarize gs://BUCKET',
    explanation: {
      en: 'Llama 3.1 70B has 70.6 billion parameters of two bytes. The compilation cache is small beside them.',
      zh: 'Llama 3.1 70B 有 706 亿个参数，每个两字节；编译缓存与之相比很小。',
    },
    kind: number('GB', 0.02),
    key: async (session) => {
      const bytes = await bytesIn(session.config.GSBUCKET, session);
      return bytes === 0 ? undefined : { right: bytes / 1e9 };
    },
  },
  {
    id: 'first-start',
    section: 'model-server',
    question: {
      en: 'How many minutes passed between the creation of the first pod and the moment when it was ready?',
      zh: '第一个 Pod 从创建到就绪用了多少分钟？',
    },
    look: 'kubectl get pods -l app=vllm-tpu -n vllm -o yaml (creationTimestamp; lastTransitionTime of Ready)',
    explanation: {
      en: 'The pull of the image, the download of the weights and the compilation, one after the other. The TPU is billed all the time.',
      zh: '依次是拉取镜像、下载权重、编译。这段时间 TPU 一直在计费。',
    },
    kind: number('min', 0.1),
    key: async (session) => {
      const pod = await firstPod(session);
      const ready = pod && metAt(pod, 'Ready');
      if (ready === undefined) return undefined;
      const initialized = metAt(pod!, 'Initialized');
      const since = (from: number | undefined) => from && (ready - from) / MINUTE;
      const why = [
        'Count from the creation of the pod, not from that of its node.',
        '应从 Pod 创建时算起，而不是从节点创建时。',
      ] as const;
      const node = pod!.spec.nodeName === undefined ? undefined : await machineSince(pod!.spec.nodeName, session);
      return {
        right: since(createdAt(pod!))!,
        mistakes: [wrong(since(node), ...why), wrong(since(initialized), ...LATE)],
      };
    },
  },
  {
    id: 'address',
    section: 'completion',
    question: {
      en: 'Under which IP address do clients outside of the cluster reach the model server?',
      zh: '集群外的客户端通过哪个 IP 地址访问模型服务器？',
    },
    look: 'kubectl get service vllm-service -n vllm',
    explanation: {
      en: 'The load balancer has this address, and EXPOSE=cidr limits who may use it.',
      zh: '这是负载均衡器的地址；EXPOSE=cidr 限制谁可以访问。',
    },
    kind: text,
    key: async (session) => {
      const found = await service(session);
      const ip = found?.status?.loadBalancer?.ingress?.[0]?.ip as string | undefined;
      const why = [
        'That is the address inside of the cluster (CLUSTER-IP).',
        '这是集群内部的地址（CLUSTER-IP）。',
      ] as const;
      return ip === undefined ? undefined : { right: ip, mistakes: [wrong(found!.spec.clusterIP, ...why)] };
    },
  },
  {
    id: 'cost-before-ready',
    section: 'cost',
    question: {
      en: 'What did the TPU node cost from its creation until the first pod was ready, at list price?',
      zh: 'TPU 节点从创建到第一个 Pod 就绪，按标价花了多少美元？',
    },
    look: "gcloud compute instances list --format='table(name,creationTimestamp)' and the price of 00-preflight",
    explanation: {
      en: 'You pay for a TPU from its creation, not from its first token. What shortens the start saves this money at every start.',
      zh: 'TPU 从创建时开始计费，而不是从生成第一个 token 开始。缩短启动时间，每次启动都能省下这笔钱。',
    },
    kind: number('$', 0.1),
    key: async (session) => {
      const pod = await firstPod(session);
      const ready = pod && metAt(pod, 'Ready');
      const since = ready && (await machineSince(pod!.spec.nodeName, session));
      if (!ready || since === undefined) return undefined;
      const { tpuNode } = costPerHour(session.config);
      const { chips } = TPU_SHAPES[session.config.MACHINE_TYPE];
      const hours = (ready - since) / HOUR;
      return {
        right: tpuNode * hours,
        mistakes: [
          wrong(
            (tpuNode * hours) / chips,
            'That is one chip. The node has several, and all are billed.',
            '这是一个芯片的费用。节点上的所有芯片都计费。',
          ),
          wrong(tpuNode, 'That is an hour of the node.', '这是节点一小时的费用。'),
        ],
      };
    },
  },
  {
    id: 'cost-per-hour',
    section: 'cost',
    question: {
      en: 'What does everything that runs now cost an hour, at list price?',
      zh: '目前运行的所有资源按标价每小时多少美元？',
    },
    look: 'npm run status (“Cost so far … an hour”)',
    explanation: {
      en: 'Nearly all of it is TPU nodes; the cluster and its system node cost cents. Requests change nothing.',
      zh: '几乎全部是 TPU 节点的费用；集群和系统节点只有几美分。有没有请求都一样。',
    },
    kind: number('$/h', 0.02),
    key: async (session) => {
      const items = await billed(session);
      return items.length === 0 ? undefined : { right: perHourOf(items) };
    },
  },
];

const LATE = [
  'Count from the creation of the pod, not from the end of its init containers.',
  '应从 Pod 创建时算起，而不是从 init 容器结束时。',
] as const;
