import { isRunning } from '../../../lib/google/cluster.ts';
import type { Item } from '../drill.ts';
import { tpuMachineCount, tpuPools } from './pools.ts';

/** The project has a TPU node pool with a machine, and none that asks for machines in vain. */
export const poolGoals: readonly Item[] = [
  {
    what: { en: 'A TPU node pool is RUNNING', zh: '有一个 TPU 节点池处于 RUNNING 状态' },
    points: 40,
    met: { en: 'A TPU node pool is RUNNING.', zh: '有一个 TPU 节点池处于 RUNNING 状态。' },
    unmet: { en: 'No TPU node pool of the project is RUNNING.', zh: '项目中没有处于 RUNNING 状态的 TPU 节点池。' },
    ask: async (session) => (await tpuPools(session)).some(isRunning),
  },
  {
    what: { en: 'A TPU machine exists', zh: '有一台 TPU 机器' },
    points: 40,
    met: { en: 'The project has a TPU machine.', zh: '项目中有 TPU 机器。' },
    unmet: { en: 'The project has no TPU machine.', zh: '项目中没有 TPU 机器。' },
    ask: async (session) => (await tpuMachineCount(session)) > 0,
  },
  {
    what: { en: 'No TPU node pool is in ERROR', zh: '没有处于 ERROR 状态的 TPU 节点池' },
    points: 20,
    met: { en: 'All TPU node pools are RUNNING.', zh: '所有 TPU 节点池都处于 RUNNING 状态。' },
    unmet: {
      en: 'A TPU node pool is in ERROR, or there is none. A pool in ERROR asks for machines again and again.',
      zh: '有 TPU 节点池处于 ERROR 状态，或者根本没有 TPU 节点池。处于 ERROR 状态的节点池会不断重试创建机器。',
    },
    ask: async (session) => {
      const pools = await tpuPools(session);
      return pools.length > 0 && pools.every(isRunning);
    },
  },
];
