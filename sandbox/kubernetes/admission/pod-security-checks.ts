import { addedCapabilities, allContainers, DEFAULT_CAPABILITIES, hostPorts, type PodSpec } from './pod-plugin.ts';

/** @returns the violation in the words of k8s.io/pod-security-admission/policy (1.33), nothing for a pod that passes */
type Check = (spec: PodSpec) => string | undefined;

const quoted = (names: readonly unknown[]): string => names.map((name) => `"${name}"`).join(', ');

/** `container "a"`, `containers "a", "b"`. */
const named = (noun: string, names: readonly unknown[]): string =>
  `${noun}${names.length > 1 ? 's' : ''} ${quoted(names)}`;

function containersThat(spec: PodSpec, violate: (container: PodSpec) => boolean): string[] {
  return allContainers(spec)
    .filter(violate)
    .map(({ name }) => name);
}

/** `pod and container "a"`: those whose security context violates a check; undefined if none does. */
function podAndContainers(spec: PodSpec, violates: (part: PodSpec) => boolean): string | undefined {
  const names = containersThat(spec, violates);
  const who = [...(violates(spec) ? ['pod'] : []), ...(names.length > 0 ? [named('container', names)] : [])];
  return who.length > 0 ? who.join(' and ') : undefined;
}

/** A check that names the containers which violate it. */
function each(violate: (container: PodSpec) => boolean, says: (containers: string) => string): Check {
  return (spec) => {
    const names = containersThat(spec, violate);
    return names.length > 0 ? says(named('container', names)) : undefined;
  };
}

const hostPathVolumes = (spec: PodSpec): string[] =>
  ((spec.volumes ?? []) as { name: string; hostPath?: object }[]).filter((it) => it.hostPath).map(({ name }) => name);

export const BASELINE: readonly Check[] = [
  (spec) => {
    const extra = (container: PodSpec): string[] =>
      addedCapabilities(container).filter((name) => !DEFAULT_CAPABILITIES.includes(name));
    const names = containersThat(spec, (container) => extra(container).length > 0);
    if (names.length === 0) return undefined;
    const list = quoted([...new Set(allContainers(spec).flatMap(extra))].sort());
    return `non-default capabilities (${named('container', names)} must not include ${list} in securityContext.capabilities.add)`;
  },
  (spec) => {
    const shared = ['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => spec[field] === true);
    return shared.length > 0 ? `host namespaces (${shared.map((field) => `${field}=true`).join(', ')})` : undefined;
  },
  (spec) => {
    const names = hostPathVolumes(spec);
    return names.length > 0 ? `hostPath volumes (${named('volume', names)})` : undefined;
  },
  (spec) => {
    const ports = allContainers(spec).flatMap(hostPorts);
    const names = containersThat(spec, (container) => hostPorts(container).length > 0);
    if (names.length === 0) return undefined;
    const uses = names.length > 1 ? 'use' : 'uses';
    return `hostPort (${named('container', names)} ${uses} hostPort${ports.length > 1 ? 's' : ''} ${ports.join(', ')})`;
  },
  each(
    ({ securityContext }) => securityContext?.privileged === true,
    (containers) => `privileged (${containers} must not set securityContext.privileged=true)`,
  ),
  (spec) => {
    const type = 'Unconfined';
    const who = podAndContainers(spec, ({ securityContext }) => securityContext?.seccompProfile?.type === type);
    return who && `seccompProfile (${who} must not set securityContext.seccompProfile.type to "${type}")`;
  },
];

const FREE_VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

export const RESTRICTED: readonly Check[] = [
  each(
    ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false,
    (containers) =>
      `allowPrivilegeEscalation != false (${containers} must set securityContext.allowPrivilegeEscalation=false)`,
  ),
  each(
    ({ securityContext }) => !(securityContext?.capabilities?.drop ?? []).includes('ALL'),
    (containers) => `unrestricted capabilities (${containers} must set securityContext.capabilities.drop=["ALL"])`,
  ),
  (spec) => {
    const volumes = ((spec.volumes ?? []) as Record<string, unknown>[]).flatMap((volume) => {
      const type = Object.keys(volume).find((key) => key !== 'name');
      return type && !FREE_VOLUMES.includes(type) ? [{ name: volume.name, type }] : [];
    });
    if (volumes.length === 0) return undefined;
    const [names, types] = [volumes.map(({ name }) => name), [...new Set(volumes.map(({ type }) => type))]];
    const use = names.length > 1 ? 'use' : 'uses';
    return `restricted volume types (${named('volume', names)} ${use} restricted volume ${named('type', types)})`;
  },
  (spec) => {
    const pod = spec.securityContext?.runAsNonRoot;
    const names = containersThat(spec, ({ securityContext }) => (securityContext?.runAsNonRoot ?? pod) !== true);
    if (names.length === 0) return undefined;
    return `runAsNonRoot != true (pod or ${named('container', names)} must set securityContext.runAsNonRoot=true)`;
  },
  (spec) => {
    const who = podAndContainers(spec, ({ securityContext }) => securityContext?.runAsUser === 0);
    return who && `runAsUser=0 (${who} must not set runAsUser=0)`;
  },
  (spec) => {
    const allowed = ['RuntimeDefault', 'Localhost'];
    const pod = spec.securityContext?.seccompProfile?.type;
    const names = containersThat(
      spec,
      ({ securityContext }) => !allowed.includes(securityContext?.seccompProfile?.type ?? pod),
    );
    if (names.length === 0) return undefined;
    return `seccompProfile (pod or ${named('container', names)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")`;
  },
];
