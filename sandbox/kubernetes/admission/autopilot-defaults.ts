import type { CloudProvider } from '../cloud.ts';
import type { AdmissionPlugin } from './admission.ts';
import { isManaged } from './managed-namespaces.ts';
import { onPodCreation, type PodSpec } from './pod-plugin.ts';

/** Autopilot's default requests of a general-purpose container. */
const DEFAULTS = { cpu: '500m', 'ephemeral-storage': '1Gi', memory: '2Gi' };

/** On Autopilot every container has requests, and limits where it set none. */
export function autopilotDefaults({ autopilot }: CloudProvider): AdmissionPlugin {
  if (!autopilot) return (object) => object;
  return onPodCreation(({ containers }, _pod, { namespace }) =>
    isManaged(namespace) ? undefined : { containers: containers.map(withDefaults) },
  );
}

function withDefaults(container: PodSpec): PodSpec {
  const { requests, limits } = container.resources ?? {};
  const asked = { ...DEFAULTS, ...limits, ...requests };
  return { ...container, resources: { ...container.resources, limits: { ...asked, ...limits }, requests: asked } };
}
