import { gcloud, kubectl } from '../../../lib/command/command.ts';
import { clusterSettled } from '../../../lib/google/cluster.ts';
import { list } from '../../../lib/kubernetes/objects.ts';
import { isUnscheduled } from '../../../lib/kubernetes/pods.ts';
import type { Session } from '../../../lib/session/session.ts';
import { run, until } from '../../../lib/step/actions.ts';
import { serverReady } from '../../../runbook/model-server/ready.ts';
import { DEPLOYMENT, nodePool } from '../../../runbook/tutorial/names.ts';
import { drill } from '../drill.ts';
import { tpuMachineCount, tpuPools } from '../world/pools.ts';
import { merge, readyReplicas, replicasShow } from '../world/replicas.ts';
import { answersItem, readyItem } from '../world/serves.ts';

/** The tokens of the longest sequence that the release admits. */
const LENGTH = 8192;

export const rolloutDeadlock = drill({
  id: 'rollout-deadlock',
  title: { en: 'The release that does not arrive', zh: '永远发布不完的版本' },
  story: {
    en: `Release 2 doubles the length of a sequence: --max-model-len=${LENGTH}. The pipeline has applied it and waits for the rollout to end. Users notice nothing: the old version answers. Finance has capped the TPU node pool at one machine this quarter.`,
    zh: `版本 2 把序列长度翻了一倍：--max-model-len=${LENGTH}。流水线已经应用了，还在等发布完成。用户毫无感觉：仍是旧版本在回答。财务本季度把 TPU 节点池限制为一台机器。`,
  },
  goal: {
    en: `A ready replica runs release 2 (--max-model-len=${LENGTH}), and the next release does not hang in the same way.`,
    zh: `有一个就绪的副本运行版本 2（--max-model-len=${LENGTH}），并且下一次发布不会再这样卡住。`,
  },
  hints: [
    {
      en: 'Two pods exist: which one waits, and for what? Who would have to give it up?',
      zh: '现在有两个 Pod：哪一个在等？等什么？谁该让出来？',
    },
    {
      en: 'kubectl describe deployment vllm-tpu -n vllm: read StrategyType and RollingUpdateStrategy. With these numbers, which pod may be deleted before the new one is ready?',
      zh: 'kubectl describe deployment vllm-tpu -n vllm：看 StrategyType 和 RollingUpdateStrategy。按这组数字，新 Pod 就绪之前允许删除哪个 Pod？',
    },
    {
      en: 'Let the old pod go first: kubectl patch deployment vllm-tpu -n vllm --type=merge -p \'{"spec":{"strategy":{"rollingUpdate":{"maxSurge":0,"maxUnavailable":1}}}}\'. The strategy Recreate, or one more machine, also works.',
      zh: '让旧 Pod 先退出：kubectl patch deployment vllm-tpu -n vllm --type=merge -p \'{"spec":{"strategy":{"rollingUpdate":{"maxSurge":0,"maxUnavailable":1}}}}\'。改用 Recreate 策略，或者再加一台机器也行。',
    },
  ],
  debrief: {
    en: 'maxSurge counts machines where a pod takes a whole one. For one replica, the default of Kubernetes (25 %) is one pod more and none less: without a spare machine the rollout never ends, and nothing reports an error before progressDeadlineSeconds. Choose: a pause at each release (maxSurge 0 or Recreate) or the price of a spare machine (SPARE_NODES).',
    zh: '一个 Pod 独占一台机器时，maxSurge 就等于机器数。Kubernetes 默认的 25% 对单副本来说就是：先多建 1 个，旧的一个也不能少。没有备用机器，发布永远结束不了，而且在 progressDeadlineSeconds 到期之前没有任何报错。只能二选一：每次发布停一会儿（maxSurge 0 或 Recreate），或者为备用机器付费（SPARE_NODES）。',
  },
  minutes: 15,
  level: 2,
  topics: ['rollout', 'Deployment', 'scheduling'],
  source: 'defilantech/LLMKube#192',
  stage: 'serving',
  broken: function* (context) {
    const { CLUSTER_NAME, CONTROL_PLANE_LOCATION, NAMESPACE } = context.config;
    yield run(
      gcloud`container node-pools update ${nodePool(context.config)} --cluster=${CLUSTER_NAME} --location=${CONTROL_PLANE_LOCATION}
        --no-enable-autoscaling --async`,
    );
    yield* until(clusterSettled(CLUSTER_NAME));
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
    yield run(merge('deployment', DEPLOYMENT, context, { spec: { strategy } }));
    // The argument's place in the manifest.
    const release = [{ op: 'replace', path: LENGTH_PATH, value: `--max-model-len=${LENGTH}` }];
    yield run(kubectl`patch deployment ${DEPLOYMENT} -n ${NAMESPACE} --type=json -p ${JSON.stringify(release)}`);
    yield* until(
      replicasShow(
        'the pod of release 2 has no node',
        context,
        (pods) => pods.length === 2 && pods.some(isUnscheduled),
      ),
    );
  },
  items: (context) => [
    {
      what: { en: 'A ready replica runs release 2', zh: '有就绪的副本运行版本 2' },
      points: 50,
      met: { en: `A ready replica has --max-model-len=${LENGTH}.`, zh: `有就绪的副本使用 --max-model-len=${LENGTH}。` },
      unmet: {
        en: `No ready replica has --max-model-len=${LENGTH}.`,
        zh: `没有就绪的副本使用 --max-model-len=${LENGTH}。`,
      },
      ask: runsRelease,
    },
    readyItem(context, 20),
    {
      what: { en: 'The next release can end', zh: '下一次发布能够完成' },
      points: 30,
      met: {
        en: 'The next rollout deletes an old pod first, or has a machine for one more pod.',
        zh: '下一次发布会先删除旧 Pod，或者有机器容纳多出来的 Pod。',
      },
      unmet: {
        en: 'The next rollout would hang in the same way.',
        zh: '下一次发布还会同样卡住。',
      },
      ask: rolloutFits,
    },
    answersItem(context, 0),
  ],
  solution: (context) => [
    {
      why: {
        en: 'The new pod waits for the machine of the old one, and the old one may go only when the new one is ready.',
        zh: '新 Pod 在等旧 Pod 的机器，而旧 Pod 要等新 Pod 就绪才允许退出。',
      },
      actions: (function* () {
        yield run(kubectl`describe deployment ${DEPLOYMENT} -n ${context.config.NAMESPACE}`);
        const strategy = { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } };
        yield run(merge('deployment', DEPLOYMENT, context, { spec: { strategy } }));
        yield* until(serverReady(context, 1, '90m'));
      })(),
    },
  ],
});

const LENGTH_PATH = '/spec/template/spec/containers/0/args/3';

async function runsRelease(session: Session): Promise<boolean> {
  const pods = await readyReplicas(session);
  return pods.some(({ spec }) => {
    const { command = [], args = [] } = spec.containers[0];
    const given = /--max[-_]model[-_]len[= ](\d+)/.exec([...command, ...args].join(' '))?.[1];
    return Number(given) >= LENGTH;
  });
}

/** An old pod may go before the new one is ready, or a machine for one more pod exists or may come. */
async function rolloutFits(session: Session): Promise<boolean> {
  const of = { resource: 'deployment', name: DEPLOYMENT, namespace: session.config.NAMESPACE };
  const [deployment] = await list(of, session, session.signal);
  if (!deployment) return false;
  const { strategy, replicas } = deployment.spec;
  if (strategy.type === 'Recreate') return true;
  if (counted(strategy.rollingUpdate.maxUnavailable, replicas) > 0) return true;
  const machines = await tpuMachineCount(session);
  const pools = await tpuPools(session);
  const limit = pools.reduce((sum, { autoscaling }) => {
    if (!autoscaling?.enabled) return sum;
    return sum + (autoscaling.totalMaxNodeCount || autoscaling.maxNodeCount || 0);
  }, 0);
  return Math.max(machines, limit) > replicas;
}

/** A number, or a percentage that Kubernetes rounds down. */
function counted(unavailable: number | string, replicas: number): number {
  if (typeof unavailable === 'number') return unavailable;
  return Math.floor((Number.parseFloat(unavailable) / 100) * replicas);
}
