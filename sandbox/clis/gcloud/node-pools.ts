import type { Call, Command, Flag } from '../command.ts';
import { print } from '../tool.ts';
import { projectOf } from './api.ts';
import { askContainer, labelsOf, OAUTH_SCOPES, ongoing } from './container.ts';

const value: Flag = { kind: 'value', must: true };
const on: Flag = { kind: 'switch', must: true };

/** The Container API's names for gcloud's reservation affinities. */
const AFFINITY: Readonly<Record<string, string>> = {
  any: 'ANY_RESERVATION',
  none: 'NO_RESERVATION',
  specific: 'SPECIFIC_RESERVATION',
};

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
      labels: { kind: 'value' },
      spot: { kind: 'switch' },
      'flex-start': { kind: 'switch' },
      'reservation-affinity': { kind: 'value' },
      reservation: { kind: 'value' },
      'enable-image-streaming': { kind: 'switch' },
      'secondary-boot-disk': { kind: 'value' },
      async: on,
    },
    run: (call) => {
      const body = { nodePool: nodePool(call), parent: clusterOf(call) };
      return begin('container.node-pools.create', call, 'POST', `v1/${clusterOf(call)}/nodePools`, body);
    },
  },
  {
    words: 'container node-pools delete',
    operands: 1,
    flags: { cluster: value, location: value, quiet: on, async: on },
    run: async (call) => {
      const command = 'container.node-pools.delete';
      const path = `v1/${clusterOf(call)}/nodePools/${call.operands[0]}`;
      await askContainer(command, projectOf(call), 'GET', path);
      return begin(command, call, 'DELETE', path);
    },
  },
  {
    words: 'container node-pools update',
    operands: 1,
    flags: {
      cluster: value,
      location: value,
      'enable-autoscaling': on,
      'total-min-nodes': value,
      'total-max-nodes': value,
      async: on,
    },
    run: async (call) => {
      const command = 'container.node-pools.update';
      const cluster = clusterOf(call);
      const pool = call.operands[0];
      await askContainer(command, projectOf(call), 'GET', `v1/${cluster}/nodePools/${pool}`);
      const update = { desiredNodePoolId: pool, desiredNodePoolAutoscaling: autoscaling(call) };
      return begin(command, call, 'PUT', `v1/${cluster}`, { name: cluster, update });
    },
  },
];

/** Starts a long-running operation and prints its state. */
async function begin(command: string, call: Call, method: string, path: string, body?: object): Promise<number> {
  const project = projectOf(call);
  const { name } = await askContainer(command, project, method, path, body && { body });
  const operation = `v1/projects/${project}/locations/${call.value('location')}/operations/${name}`;
  print(ongoing([await askContainer(command, project, 'GET', operation)]));
  return 0;
}

function autoscaling(call: Call): object {
  return {
    enabled: true,
    totalMinNodeCount: Number(call.value('total-min-nodes')),
    totalMaxNodeCount: Number(call.value('total-max-nodes')),
  };
}

function nodePool(call: Call): object {
  return {
    name: call.operands[0],
    initialNodeCount: Number(call.value('num-nodes')),
    locations: call.value('node-locations')!.split(','),
    config: {
      machineType: call.value('machine-type'),
      oauthScopes: OAUTH_SCOPES,
      ...(call.has('labels') && { resourceLabels: labelsOf(call) }),
      ...(call.has('spot') && { spot: true }),
      ...(call.has('flex-start') && { flexStart: true }),
      ...(call.has('enable-image-streaming') && { gcfsConfig: { enabled: true } }),
      ...(call.has('secondary-boot-disk') && { secondaryBootDisks: [secondaryBootDisk(call)] }),
      ...(call.has('reservation-affinity') && { reservationAffinity: reservationAffinity(call) }),
    },
    autoscaling: autoscaling(call),
    management: { autoRepair: true, autoUpgrade: true },
    upgradeSettings: { maxSurge: 1 },
  };
}

function reservationAffinity(call: Call): object {
  const name = call.value('reservation');
  return {
    consumeReservationType: AFFINITY[call.value('reservation-affinity')!],
    ...(name !== undefined && { key: 'compute.googleapis.com/reservation-name', values: [name] }),
  };
}

/** `disk-image=IMAGE,mode=MODE` */
function secondaryBootDisk(call: Call): object {
  const { 'disk-image': diskImage, mode } = Object.fromEntries(
    call
      .value('secondary-boot-disk')!
      .split(',')
      .map((part) => part.split('=')),
  );
  return { diskImage, mode };
}

function clusterOf(call: Call): string {
  return `projects/${projectOf(call)}/locations/${call.value('location')}/clusters/${call.value('cluster')}`;
}
