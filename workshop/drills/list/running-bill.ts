import { gcloud, kubectl } from '../../../lib/command/command.ts';
import { clusterSettled } from '../../../lib/google/cluster.ts';
import { run, until } from '../../../lib/step/actions.ts';
import { type Condition, met, pending } from '../../../lib/wait/condition.ts';
import { duration } from '../../../lib/wait/duration.ts';
import { DEPLOYMENT, nodePool } from '../../../runbook/tutorial/names.ts';
import { drill } from '../drill.ts';
import { weightsItem, withWeights } from '../world/bucket-goals.ts';
import { tpuMachineCount, tpuPools } from '../world/pools.ts';
import { replicasShow } from '../world/replicas.ts';

export const runningBill = drill({
  id: 'running-bill',
  title: { en: 'Zero replicas, full price', zh: '副本数为零，费用照旧' },
  story: {
    en: 'On Friday evening the team scaled the model server to 0, to pay nothing for the weekend. On Monday the bill has 60 hours of TPU. kubectl get pods shows no pod, and nobody has used the model since Friday. The next user comes on Thursday. The download of the weights took a night, so the bucket must stay.',
    zh: '周五晚上，团队把模型服务器缩到 0，“这样周末就不花钱了”。周一账单上却多了 60 小时的 TPU。kubectl get pods 什么也没有，这期间也没有人用过模型。下一位用户周四才来；权重当初下载了一整晚，所以存储桶要保留。',
  },
  goal: {
    en: 'The project has no TPU machine, and no node pool creates one by itself. The bucket still has the weights.',
    zh: '项目中没有 TPU 机器，也不会自动再出现。存储桶里的权重还在。',
  },
  hints: [
    {
      en: 'What is billed: pods or machines? kubectl get nodes -L cloud.google.com/gke-tpu-accelerator.',
      zh: '计费的是 Pod 还是机器？kubectl get nodes -L cloud.google.com/gke-tpu-accelerator。',
    },
    {
      en: 'The node pool scales automatically, but its idle machine stays. Which limit keeps the machine? See autoscaling in: gcloud container node-pools describe tpunodepool',
      zh: '节点池开启了自动扩缩，空闲的机器却一直没被移除。是哪个限制保住了它？gcloud container node-pools describe tpunodepool 的 autoscaling 里有答案。',
    },
    {
      en: 'Set the minimum to 0: gcloud container node-pools update tpunodepool --enable-autoscaling --total-min-nodes=0 --total-max-nodes=2. The autoscaler then removes the idle machine after about ten minutes. gcloud container clusters resize --num-nodes=0 removes it at once. npm run park does both.',
      zh: '把最小值设为 0：gcloud container node-pools update tpunodepool --enable-autoscaling --total-min-nodes=0 --total-max-nodes=2。之后自动扩缩器会在十分钟左右移除空闲的机器；gcloud container clusters resize --num-nodes=0 则立即生效。npm run park 会把两步都做完。',
    },
  ],
  debrief: {
    en: 'Machines are billed, pods are not. Scaling the replicas to 0 ends the bill only if the node pool may also go to 0 nodes, and at the earliest ten minutes later. After you turn something off, list the machines (gcloud compute instances list), not the pods. npm run park turns everything off and keeps the weights.',
    zh: 'Pod 不花钱，机器才花钱。副本缩到 0 之后，只有节点池也允许缩到 0，费用才会停止，而且至少要等十分钟。每次“关机”之后要看机器（gcloud compute instances list），不要只看 Pod。npm run park 会全部关掉，并保留权重。',
  },
  minutes: 10,
  level: 1,
  topics: ['cost', 'node pool', 'cluster autoscaler'],
  source: 'https://cloud.google.com/kubernetes-engine/docs/concepts/cluster-autoscaler',
  stage: 'serving',
  broken: function* (context) {
    yield run(kubectl`scale deployment ${DEPLOYMENT} --replicas=0 -n ${context.config.NAMESPACE}`);
    yield* until(replicasShow('the pods are gone', context, (pods) => pods.length === 0));
  },
  items: ({ config }) => [
    {
      what: { en: 'No TPU machine is billed', zh: '没有计费中的 TPU 机器' },
      points: 60,
      met: { en: 'The project has no TPU machine.', zh: '项目中没有 TPU 机器。' },
      unmet: {
        en: 'The project has a TPU machine, which is billed, or the weights are gone.',
        zh: '项目中还有计费的 TPU 机器，或者权重已经没有了。',
      },
      ask: withWeights(config, async (session) => (await tpuMachineCount(session)) === 0),
    },
    {
      what: { en: 'No node pool keeps a TPU machine', zh: '没有节点池会保留 TPU 机器' },
      points: 40,
      met: { en: 'No TPU node pool has a minimum above 0.', zh: '没有最小值大于 0 的 TPU 节点池。' },
      unmet: {
        en: 'A TPU node pool has a minimum above 0, or the weights are gone.',
        zh: '有 TPU 节点池的最小值大于 0，或者权重已经没有了。',
      },
      ask: withWeights(config, async (session) =>
        (await tpuPools(session)).every(
          ({ autoscaling }) => !autoscaling?.enabled || !(autoscaling.totalMinNodeCount || autoscaling.minNodeCount),
        ),
      ),
    },
    weightsItem(config),
  ],
  solution: ({ config }) => [
    {
      why: {
        en: 'The machine has no pod, and the minimum of its node pool is 1: the autoscaler may not remove it.',
        zh: '机器上没有 Pod，但节点池的最小值是 1：自动扩缩器不能移除它。',
      },
      actions: (function* () {
        const { CLUSTER_NAME, CONTROL_PLANE_LOCATION } = config;
        const pool = nodePool(config);
        yield run(
          gcloud`container node-pools update ${pool} --cluster=${CLUSTER_NAME} --location=${CONTROL_PLANE_LOCATION}
            --enable-autoscaling --total-min-nodes=0 --total-max-nodes=2 --async`,
        );
        yield* until(clusterSettled(CLUSTER_NAME));
        yield run(
          gcloud`container clusters resize ${CLUSTER_NAME} --node-pool=${pool} --num-nodes=0 --location=${CONTROL_PLANE_LOCATION}
            --quiet --async`,
        );
        yield* until(noTpuMachine);
      })(),
    },
  ],
});

export const noTpuMachine: Condition = {
  what: 'no TPU machine is left',
  placeholder: true,
  timeout: duration('30m'),
  look: async (session) => {
    const count = await tpuMachineCount(session);
    return count === 0 ? met(true) : pending(`${count} machines`);
  },
};
