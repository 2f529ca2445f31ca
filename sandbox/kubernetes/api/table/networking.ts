import type { KubeObject } from '../../object.ts';
import { formatLabelSelector } from '../../store/selectors.ts';
import { AGE, type Column, NAME } from './column.ts';

interface Port {
  readonly port: number;
  readonly nodePort?: number;
  readonly protocol: string;
}

interface Balancer {
  readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[] };
}

function balancerAddresses(status: Balancer | undefined): string {
  return (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname).join(',');
}

function externalAddress({ spec, status }: KubeObject): string {
  const own: readonly string[] = spec.externalIPs ?? [];
  if (spec.type === 'ExternalName') return spec.externalName;
  if (spec.type !== 'LoadBalancer') return own.join(',') || '<none>';
  return [balancerAddresses(status), ...own].filter(Boolean).join(',') || '<pending>';
}

function ports({ spec }: KubeObject): string {
  const cells = (spec.ports ?? []).map(({ port, nodePort, protocol }: Port) =>
    nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  );
  return cells.join(',') || '<none>';
}

export const SERVICES: readonly Column[] = [
  NAME,
  { name: 'Type', cell: ({ spec }) => spec.type },
  { name: 'Cluster-IP', cell: ({ spec }) => spec.clusterIP || '<none>' },
  { name: 'External-IP', cell: externalAddress },
  { name: 'Port(s)', cell: ports },
  AGE,
  {
    name: 'Selector',
    priority: 1,
    cell: ({ spec }) => formatLabelSelector({ matchLabels: spec.selector ?? {} }) || '<none>',
  },
];

/** At most three items of a list, and the number of further items. */
function some(items: readonly string[]): string {
  if (items.length === 0) return '<none>';
  return items.slice(0, 3).join(',') + (items.length > 3 ? ` + ${items.length - 3} more...` : '');
}

interface Subset {
  readonly addresses?: readonly { readonly ip: string }[];
  readonly ports?: readonly { readonly port: number }[];
}

export const ENDPOINTS: readonly Column[] = [
  NAME,
  {
    name: 'Endpoints',
    cell: ({ subsets = [] }) =>
      some(
        subsets.flatMap(({ addresses = [], ports: open = [] }: Subset) =>
          addresses.flatMap(({ ip }) => open.map(({ port }) => `${ip}:${port}`)),
        ),
      ),
  },
  AGE,
];

export const ENDPOINT_SLICES: readonly Column[] = [
  NAME,
  { name: 'AddressType', cell: ({ addressType }) => addressType },
  {
    name: 'Ports',
    cell: ({ ports: open }) => (open?.length ? some(open.map(({ port }: Port) => String(port))) : '<unset>'),
  },
  {
    name: 'Endpoints',
    cell: ({ endpoints }) =>
      endpoints?.length ? some(endpoints.flatMap(({ addresses }: { addresses: string[] }) => addresses)) : '<unset>',
  },
  AGE,
];

export const INGRESSES: readonly Column[] = [
  NAME,
  { name: 'Class', cell: ({ spec }) => spec.ingressClassName ?? '<none>' },
  { name: 'Hosts', cell: ({ spec }) => some((spec.rules ?? []).map(({ host = '*' }) => host)).replace('<none>', '*') },
  { name: 'Address', cell: ({ status }) => balancerAddresses(status) },
  { name: 'Ports', cell: ({ spec }) => (spec.tls?.length ? '80, 443' : '80') },
  AGE,
];

export const NETWORK_POLICIES: readonly Column[] = [
  NAME,
  { name: 'Pod-Selector', cell: ({ spec }) => formatLabelSelector(spec.podSelector) || '<none>' },
  AGE,
];
