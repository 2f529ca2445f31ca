import { kubectl } from '../../../lib/command/command.ts';
import { run, until } from '../../../lib/step/actions.ts';
import { serverReady } from '../../../runbook/model-server/ready.ts';
import { TPU_SHAPES } from '../../../runbook/tutorial/names.ts';
import { drill } from '../drill.ts';
import { inPointer, patchServer } from '../world/changes.ts';
import { serverGoals } from '../world/server-goals.ts';
import { unscheduled } from '../world/symptoms.ts';

export const TOPOLOGY = 'cloud.google.com/gke-tpu-topology';
const SELECTOR = `/spec/template/spec/nodeSelector/${inPointer(TOPOLOGY)}`;
/** 16 chips on four hosts of v6e: no single host has it. */
const OTHER = '4x4';

export const wrongTopology = drill({
  id: 'wrong-topology',
  title: { en: 'A free TPU node that nobody may use', zh: '空着却没人能用的 TPU 节点' },
  story: {
    en: 'A colleague merged a change of the Deployment "for the larger slices of next quarter" and went on holiday. The rollout has deleted the only replica. The new pod is Pending, next to a TPU node that is Ready and empty.',
    zh: '同事合并了一处 Deployment 改动，说是“为下季度更大的切片做准备”，然后休假去了。滚动更新已经删掉了唯一的副本，新 Pod 一直 Pending，旁边就是一个 Ready 且空闲的 TPU 节点。',
  },
  goal: {
    en: 'The model server is ready on the TPU node that exists, and answers a completion request.',
    zh: '模型服务器在现有的 TPU 节点上就绪，并能回答补全请求。',
  },
  hints: [
    {
      en: 'A Pending pod carries the words of the scheduler: kubectl describe pod -l app=vllm-tpu -n vllm. For each node there is a reason.',
      zh: 'Pending 的 Pod 上有调度器的说明：kubectl describe pod -l app=vllm-tpu -n vllm。每个节点都有一条原因。',
    },
    {
      en: 'Compare what the pod selects with what the nodes have: kubectl get nodes -L cloud.google.com/gke-tpu-accelerator,cloud.google.com/gke-tpu-topology',
      zh: '对照 Pod 选择的标签和节点上的标签：kubectl get nodes -L cloud.google.com/gke-tpu-accelerator,cloud.google.com/gke-tpu-topology',
    },
    {
      en: 'Set the topology of the nodeSelector to that of the node: kubectl edit deployment vllm-tpu -n vllm',
      zh: '把 nodeSelector 中的拓扑改成节点的拓扑：kubectl edit deployment vllm-tpu -n vllm',
    },
  ],
  debrief: {
    en: 'Pending: read the message of the scheduler first, then compare labels. The topology is that of the whole slice and belongs to the node pool. It changes together with the machine type, google.com/tpu and --tensor-parallel-size, and never only in the Deployment.',
    zh: 'Pending：先看调度器的消息，再对照标签。拓扑描述的是整个切片，由节点池决定。它要与机器类型、google.com/tpu 和 --tensor-parallel-size 一起改，不能只改 Deployment。',
  },
  minutes: 10,
  level: 1,
  topics: ['scheduling', 'topology', 'nodeSelector'],
  source: 'google/sam#101',
  stage: 'serving',
  broken: function* (context) {
    yield run(patchServer(context, { op: 'replace', path: SELECTOR, value: OTHER }));
    yield* until(unscheduled(context));
  },
  items: serverGoals,
  solution: ({ config }) => [
    {
      why: {
        en: `The message says "didn't match Pod's node affinity/selector": the pod selects topology ${OTHER}, and the node has ${TPU_SHAPES[config.MACHINE_TYPE].topology}.`,
        zh: `消息是 "didn't match Pod's node affinity/selector"：Pod 选择的拓扑是 ${OTHER}，而节点的拓扑是 ${TPU_SHAPES[config.MACHINE_TYPE].topology}。`,
      },
      actions: (function* () {
        yield run(kubectl`get nodes -L ${TOPOLOGY}`);
        const { topology } = TPU_SHAPES[config.MACHINE_TYPE];
        yield run(patchServer({ config }, { op: 'replace', path: SELECTOR, value: topology }));
        yield* until(serverReady({ config }, 1, '90m'));
      })(),
    },
  ],
});
