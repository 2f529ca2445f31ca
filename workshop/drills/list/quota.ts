import { nodePoolRunning } from '../../../lib/google/node-pool.ts';
import { run, until } from '../../../lib/step/actions.ts';
import { nodePool } from '../../../runbook/tutorial/names.ts';
import { drill } from '../drill.ts';
import { poolGoals } from '../world/pool-goals.ts';
import { createPool, deletePool, poolInError } from '../world/pools.ts';

const SPOT = 'tpu-spot';

export const quota = drill({
  id: 'quota',
  title: { en: 'The node pool that never gets a machine', zh: '永远拿不到机器的节点池' },
  story: {
    en: 'A colleague created the cluster on Friday. Today you add the TPU node pool, and it ends in ERROR. The demo is in an hour.',
    zh: '同事周五创建好了集群。今天你来添加 TPU 节点池，结果状态变成 ERROR。一小时后就要演示。',
  },
  goal: {
    en: 'The project has a TPU node pool that is RUNNING with at least one machine, and no TPU node pool in ERROR.',
    zh: '项目中有一个状态为 RUNNING、至少有一台机器的 TPU 节点池，并且没有处于 ERROR 状态的 TPU 节点池。',
  },
  hints: [
    {
      en: 'The node pool says why. Look at its status message, not only at its status.',
      zh: '节点池自己会说明原因。除了状态，还要看它的状态消息。',
    },
    {
      en: 'The message names a quota and its limit. Which kinds of machines does that quota count, and which have a quota of their own?',
      zh: '消息里写了配额的名称和上限。这个配额统计哪一类机器？哪一类机器有单独的配额？',
    },
    {
      en: 'Preemptible TPUs have a quota of their own: create the pool with --spot, and delete the one in ERROR.',
      zh: '抢占式 TPU 有单独的配额：用 --spot 创建节点池，并删除处于 ERROR 状态的节点池。',
    },
  ],
  debrief: {
    en: 'Before a node pool, look at the quota of its kind of machine: npx tsx runbook/00-preflight.ts does. A quota of 0 is no stockout: another zone of the region has the same quota, another kind (spot, flex-start, reservation) has not.',
    zh: '创建节点池之前，先看这类机器的配额：npx tsx runbook/00-preflight.ts 会检查。配额为 0 不等于缺货：同一区域的其他可用区用的是同一个配额，而其他类型（Spot、flex-start、预留）有各自的配额。',
  },
  minutes: 15,
  level: 2,
  topics: ['quota', 'node pool', 'spot'],
  source: 'https://cloud.google.com/kubernetes-engine/docs/how-to/tpus',
  stage: 'cluster',
  faults: [{ name: 'tpu-quota-zero' }],
  broken: function* ({ config }) {
    const pool = nodePool(config);
    yield* deletePool(config, pool);
    yield run(createPool(config, pool));
    yield* until(poolInError(config.CLUSTER_NAME, pool, /quota/i));
  },
  items: () => poolGoals,
  solution: ({ config }) => [
    {
      why: {
        en: 'The status message says that the quota of on-demand TPUs is 0. Delete the pool, which asks again and again.',
        zh: '状态消息说明按需 TPU 的配额为 0。删除这个会不断重试的节点池。',
      },
      actions: deletePool(config, nodePool(config)),
    },
    {
      why: { en: 'Spot machines have a quota of their own.', zh: 'Spot 机器有单独的配额。' },
      actions: (function* () {
        yield run(createPool(config, SPOT, ['--spot']));
        yield* until(nodePoolRunning(config.CLUSTER_NAME, SPOT));
      })(),
    },
  ],
});
