import { gcloud } from '../../../lib/command/command.ts';
import { regionOf } from '../../../lib/config/index.ts';
import { nodePoolRunning } from '../../../lib/google/node-pool.ts';
import { perform, run, until } from '../../../lib/step/actions.ts';
import { nodePool } from '../../../runbook/tutorial/names.ts';
import { drill } from '../drill.ts';
import { switchOn } from '../sandbox.ts';
import { poolGoals } from '../world/pool-goals.ts';
import { createPool, deletePool, otherZone, poolInError } from '../world/pools.ts';

const STOCKOUT = 'tpu-stockout';

export const stockout = drill({
  id: 'stockout',
  title: { en: 'Quota, but no machine', zh: '有配额，却没有机器' },
  story: {
    en: 'The TPU quota of the project was raised last week: npx tsx runbook/00-preflight.ts is green. Since this morning the new TPU node pool is in ERROR, and deleting and creating it twice changed nothing. The cluster is regional.',
    zh: '项目的 TPU 配额上周已经调高：npx tsx runbook/00-preflight.ts 全绿。但从今天早上起，新建的 TPU 节点池一直是 ERROR，删除重建两次也没用。集群是区域级的。',
  },
  goal: {
    en: 'The project has a TPU node pool that is RUNNING with at least one machine, and no TPU node pool in ERROR.',
    zh: '项目中有一个状态为 RUNNING、至少有一台机器的 TPU 节点池，并且没有处于 ERROR 状态的 TPU 节点池。',
  },
  hints: [
    {
      en: 'The status says ERROR for a missing quota and for a missing machine. What does the status message say?',
      zh: '缺配额和缺机器时，状态都是 ERROR。状态消息里写的是哪一种？',
    },
    {
      en: 'GCE_STOCKOUT applies to a single zone. List the zones in the region that offer the same machine type: gcloud compute machine-types list --filter="name=MACHINE_TYPE AND zone~REGION"',
      zh: 'GCE_STOCKOUT 只涉及单个可用区。列出该区域中提供相同机器类型的可用区：gcloud compute machine-types list --filter="name=MACHINE_TYPE AND zone~REGION"',
    },
    {
      en: 'Delete the pool in ERROR, and create it with --node-locations of another zone.',
      zh: '删除处于 ERROR 状态的节点池，再用 --node-locations 指定另一个可用区重新创建。',
    },
  ],
  debrief: {
    en: 'Quota is a permission, capacity is a machine: no API tells beforehand whether a zone has one. Set ZONES, so that npx tsx runbook/01-cluster.ts goes to the next zone, or ask for capacity that waits: flex-start or a reservation. The bucket is regional, so every zone of the region reads it as fast.',
    zh: '配额是许可，容量才是机器：没有 API 能提前告诉你某个可用区有没有货。设置 ZONES，npx tsx runbook/01-cluster.ts 就会自动换下一个可用区；或者使用会排队等待的容量：flex-start 或预留。存储桶是区域级的，区域内任何可用区读取都一样快。',
  },
  minutes: 15,
  level: 1,
  topics: ['capacity', 'node pool', 'zones'],
  // 64 of 18,659 clusters got no machine in their only zone; with the other zones of the region they get one.
  source: 'cilium/cilium#48184',
  stage: 'cluster',
  faults: [{ name: STOCKOUT }],
  broken: function* ({ config }) {
    const pool = nodePool(config);
    yield* perform('only this zone has no machines', undefined, (session) =>
      switchOn(session, { name: STOCKOUT, parameters: { zone: config.ZONE } }),
    );
    yield* deletePool(config, pool);
    yield run(createPool(config, pool));
    yield* until(poolInError(config.CLUSTER_NAME, pool, /STOCKOUT|lack of capacity/));
  },
  items: () => poolGoals,
  solution: ({ config }) => [
    {
      why: {
        en: `The status message says GCE_STOCKOUT: zone ${config.ZONE} has no such machine now. Delete the pool, which asks again and again.`,
        zh: `状态消息是 GCE_STOCKOUT：可用区 ${config.ZONE} 目前没有这种机器。删除这个会不断重试的节点池。`,
      },
      actions: (function* () {
        yield run(
          gcloud`compute machine-types list --filter=${`name=${config.MACHINE_TYPE} AND zone~${regionOf(config.ZONE)}`}`,
        );
        yield* deletePool(config, nodePool(config));
      })(),
    },
    {
      why: {
        en: 'The cluster is regional: take another zone of the region.',
        zh: '集群是区域级的：换用区域内的另一个可用区。',
      },
      actions: (function* () {
        const ZONE = yield* otherZone(config);
        yield run(createPool({ ...config, ZONE }, nodePool(config)));
        yield* until(nodePoolRunning(config.CLUSTER_NAME, nodePool(config)));
      })(),
    },
  ],
});
