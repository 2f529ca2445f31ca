import { kubectl } from '../../../lib/command/command.ts';
import { nodePoolRunning } from '../../../lib/google/node-pool.ts';
import { condition, isUnscheduled } from '../../../lib/kubernetes/pods.ts';
import { perform, run, until } from '../../../lib/step/actions.ts';
import { serverReady } from '../../../runbook/model-server/ready.ts';
import { nodePool } from '../../../runbook/tutorial/names.ts';
import { drill } from '../drill.ts';
import { switchOff, switchOn } from '../sandbox.ts';
import { createPool, deletePool, otherZone } from '../world/pools.ts';
import { replicasShow } from '../world/replicas.ts';
import { answersItem, readyItem } from '../world/serves.ts';

const STOCKOUT = 'tpu-stockout';

export const spotLost = drill({
  id: 'spot-lost',
  title: { en: 'The machine that was only lent', zh: '借来的机器' },
  story: {
    en: 'The model server has run on a spot TPU for a month, at a third of the price. Some minutes ago it stopped answering. Nobody deployed anything. A pod has been Pending since then. The status page of Google Cloud shows no outage.',
    zh: '一个月来，模型服务器一直跑在 Spot TPU 上，价格只有三分之一。几分钟前它突然不再应答。没有人做过部署。之后有一个 Pod 一直是 Pending，Google Cloud 的状态页也没有故障。',
  },
  goal: {
    en: 'The model server is ready and answers a completion request.',
    zh: '模型服务器就绪，并能回答补全请求。',
  },
  hints: [
    {
      en: 'The pod is new: the old one was lost with its machine. Which machines existed before, and which exist now?',
      zh: 'Pod 是新的，说明旧 Pod 随着什么东西一起没了。原来有哪些机器？现在还有哪些？',
    },
    {
      en: 'kubectl get events -n vllm and gcloud container node-pools describe tpunodepool: the spot machine was taken back, and the zone has none to give for it.',
      zh: '查看 kubectl get events -n vllm 和 gcloud container node-pools describe tpunodepool：Spot 机器被收回了，而这个可用区没有机器可补。',
    },
    {
      en: 'Create a node pool in another zone of the region, without --spot: gcloud container node-pools create tpu-standby --node-locations=OTHER_ZONE --machine-type=MACHINE_TYPE --num-nodes=1. The pod goes there by itself.',
      zh: '在该区域的另一个可用区创建节点池，不加 --spot：gcloud container node-pools create tpu-standby --node-locations=OTHER_ZONE --machine-type=MACHINE_TYPE --num-nodes=1。Pod 会自动调度过去。',
    },
  ],
  debrief: {
    en: 'Google Cloud may take a spot machine back at any time, 30 seconds after a notice. This happens most often when demand is high, and then no other machine is free. Kubernetes notices the lost pod only minutes later. Prepare a second place: a node pool of another kind or zone with 0 nodes, or one replica that is not spot. With the weights in the bucket, a new start takes minutes.',
    zh: 'Spot 机器随时可能被收回，只提前 30 秒通知，而且往往发生在大家都要机器的时候：这时补不到新的。Pod 丢失要过几分钟才会被发现。要留一条后路：另一种类型或另一个可用区的节点池，平时保持 0 个节点；或者保留一个非 Spot 的副本。权重在存储桶里，重新启动只要几分钟。',
  },
  minutes: 20,
  level: 2,
  topics: ['spot', 'node pool', 'capacity'],
  source: 'https://cloud.google.com/kubernetes-engine/docs/concepts/spot-vms',
  stage: 'serving',
  faults: [{ name: STOCKOUT }],
  broken: function* (context) {
    const { config } = context;
    const pool = nodePool(config);
    // The zone had a spot machine a month ago.
    yield* perform('the zone has machines', undefined, (session) => switchOff(session, STOCKOUT));
    yield* deletePool(config, pool);
    yield run(createPool(config, pool, ['--spot']));
    yield* until(nodePoolRunning(config.CLUSTER_NAME, pool));
    yield* until(serverReady(context, 1, '90m'));
    yield* perform('the spot machine is taken back', undefined, async (session) => {
      await switchOn(session, { name: STOCKOUT, parameters: { zone: config.ZONE } });
      await switchOn(session, { name: 'node-lost' });
    });
    yield* until(
      replicasShow(
        'a new pod has no node',
        context,
        (pods) => pods.some(isUnscheduled) && pods.every((pod) => condition(pod, 'Ready')?.status !== 'True'),
      ),
    );
  },
  items: (context) => [readyItem(context, 50), answersItem(context, 50)],
  solution: (context) => [
    {
      why: {
        en: 'The machine of the spot pool is gone, and the zone has none. Another zone of the region has, and there the pod finds the same bucket.',
        zh: 'Spot 节点池的机器没了，这个可用区也没有机器。同一区域的另一个可用区有，Pod 在那里用的是同一个存储桶。',
      },
      actions: (function* () {
        const { config } = context;
        yield run(kubectl`get nodes -L cloud.google.com/gke-spot`);
        const ZONE = yield* otherZone(config);
        yield run(createPool({ ...config, ZONE }, 'tpu-standby'));
        yield* until(nodePoolRunning(config.CLUSTER_NAME, 'tpu-standby'));
        yield* until(serverReady(context, 1, '90m'));
      })(),
    },
  ],
});
