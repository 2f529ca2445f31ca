import type { Call, Command, Flag, Flags } from '../command.ts';
import { print, Refused, say } from '../tool.ts';
import { projectOf } from './api.ts';
import { askContainer, labelsOf, OAUTH_SCOPES, ongoing, READ_ONLY_PORT, warnIfOff } from './container.ts';
import { writeCredentials } from './kubeconfig.ts';

const value: Flag = { kind: 'value', must: true };
const MADE: Flags = {
  location: value,
  'cluster-version': value,
  labels: value,
  async: { kind: 'switch', must: true },
};

/** The add-ons that gcloud sets by default, and the API's fields for on and off. */
const ADDONS: Readonly<Record<string, readonly [field: string, on: object, off: object | undefined]>> = {
  GcsFuseCsiDriver: ['gcsFuseCsiDriverConfig', { enabled: true }, undefined],
  HorizontalPodAutoscaling: ['horizontalPodAutoscaling', { disabled: false }, { disabled: true }],
  HttpLoadBalancing: ['httpLoadBalancing', { disabled: false }, { disabled: true }],
  KubernetesDashboard: ['kubernetesDashboard', { disabled: false }, { disabled: true }],
  NetworkPolicy: ['networkPolicyConfig', { disabled: false }, { disabled: true }],
};

export const clusters: readonly Command[] = [
  {
    words: 'container clusters create-auto',
    operands: 1,
    flags: MADE,
    run: (call) =>
      create('container.clusters.create-auto', call, {
        autopilot: { enabled: true },
        ipAllocationPolicy: { createSubnetwork: false, useIpAliases: true },
        nodePools: [{ name: 'default-pool', initialNodeCount: 1, config: nodeConfig(call) }],
      }),
  },
  {
    words: 'container clusters create',
    operands: 1,
    flags: {
      ...MADE,
      'node-locations': value,
      'workload-pool': value,
      addons: value,
      'num-nodes': value,
      'machine-type': { kind: 'value' },
    },
    run: (call) =>
      create('container.clusters.create', call, {
        addonsConfig: addons(call.value('addons')!.split(',')),
        locations: call.value('node-locations')!.split(','),
        nodePools: [
          {
            name: 'default-pool',
            initialNodeCount: Number(call.value('num-nodes')),
            config: nodeConfig(call, call.value('machine-type')),
            management: { autoRepair: true, autoUpgrade: true },
            upgradeSettings: { maxSurge: 1 },
          },
        ],
        workloadIdentityConfig: { workloadPool: call.value('workload-pool') },
      }),
  },
  {
    words: 'container clusters get-credentials',
    operands: 1,
    flags: { location: value },
    run: async (call) => {
      say('Fetching cluster endpoint and auth data.');
      const cluster = await askContainer('container.clusters.get-credentials', projectOf(call), 'GET', pathOf(call));
      writeCredentials(cluster, projectOf(call));
      say(`kubeconfig entry generated for ${cluster.name}.`);
      return 0;
    },
  },
  {
    words: 'container clusters delete',
    operands: 1,
    flags: { location: value, async: { kind: 'switch', must: true }, quiet: { kind: 'switch', must: true } },
    run: async (call) => {
      await askContainer('container.clusters.delete', projectOf(call), 'DELETE', pathOf(call));
      return 0;
    },
  },
  {
    words: 'container clusters resize',
    operands: 1,
    flags: {
      location: value,
      'node-pool': value,
      'num-nodes': value,
      async: { kind: 'switch', must: true },
      quiet: { kind: 'switch', must: true },
    },
    run: async (call) => {
      const command = 'container.clusters.resize';
      const project = projectOf(call);
      const pool = `${pathOf(call)}/nodePools/${call.value('node-pool')}`;
      await askContainer(command, project, 'GET', pathOf(call));
      const body = { name: pool.slice('v1/'.length), nodeCount: Number(call.value('num-nodes')) };
      await askContainer(command, project, 'POST', `${pool}:setSize`, { body });
      return 0;
    },
  },
];

async function create(command: string, call: Call, cluster: object): Promise<number> {
  const project = projectOf(call);
  const [name] = call.operands;
  const parent = `projects/${project}/locations/${call.value('location')}`;
  const body = {
    cluster: {
      name,
      initialClusterVersion: call.value('cluster-version'),
      resourceLabels: labelsOf(call),
      ...cluster,
    },
    parent,
  };
  say(READ_ONLY_PORT);
  await warnIfOff(project);
  await askContainer(command, project, 'POST', `v1/${parent}/clusters`, { body });
  print(ongoing([await askContainer(command, project, 'GET', pathOf(call))]));
  return 0;
}

function nodeConfig(call: Call, machineType?: string): object {
  return { oauthScopes: OAUTH_SCOPES, resourceLabels: labelsOf(call), ...(machineType && { machineType }) };
}

/** `--addons` turns off every add-on that it does not name. */
function addons(named: readonly string[]): object {
  const foreign = named.find((name) => !Object.hasOwn(ADDONS, name));
  if (foreign !== undefined)
    throw new Refused(`ERROR: this stand-in for gcloud does not support the add-on ${foreign}`);
  const entries = Object.entries(ADDONS).map(([name, [field, on, off]]) => [field, named.includes(name) ? on : off]);
  return Object.fromEntries(entries.filter(([, config]) => config !== undefined));
}

function pathOf(call: Call): string {
  return `v1/projects/${projectOf(call)}/locations/${call.value('location')}/clusters/${call.operands[0]}`;
}
