import type { Call, Command, Flag } from '../command.ts';
import { print } from '../tool.ts';
import { projectOf } from './api.ts';
import { askContainer, OAUTH_SCOPES, ongoing } from './container.ts';

const value: Flag = { kind: 'value', must: true };
const on: Flag = { kind: 'switch', must: true };

export const nodePools: readonly Command[] = [
  {
    words: 'container node-pools create',
    operands: 1,
    flags: {
      cluster: value,
      location: value,
      'node-locations': value,
      'num-nodes': value,
      'machine-type': value,
      'enable-autoscaling': on,
      'total-min-nodes': value,
      'total-max-nodes': value,
      async: on,
    },
    run: async (call) => {
      const parent = clusterOf(call);
      const body = { nodePool: nodePool(call), parent };
      const command = 'container.node-pools.create';
      const project = projectOf(call);
      const { name } = await askContainer(command, project, 'POST', `v1/${parent}/nodePools`, { body });
      const path = `v1/projects/${project}/locations/${call.value('location')}/operations/${name}`;
      print(ongoing([await askContainer(command, project, 'GET', path)]));
      return 0;
    },
  },
];

function nodePool(call: Call): object {
  const count = (flag: string): number => Number(call.value(flag));
  return {
    name: call.operands[0],
    initialNodeCount: count('num-nodes'),
    locations: call.value('node-locations')!.split(','),
    config: { machineType: call.value('machine-type'), oauthScopes: OAUTH_SCOPES },
    autoscaling: {
      enabled: true,
      totalMinNodeCount: count('total-min-nodes'),
      totalMaxNodeCount: count('total-max-nodes'),
    },
    management: { autoRepair: true, autoUpgrade: true },
    upgradeSettings: { maxSurge: 1 },
  };
}

function clusterOf(call: Call): string {
  return `projects/${projectOf(call)}/locations/${call.value('location')}/clusters/${call.value('cluster')}`;
}
