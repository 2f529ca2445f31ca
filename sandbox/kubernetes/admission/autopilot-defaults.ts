import type { CloudProvider } from '../cloud.ts';
import type { AdmissionPlugin } from './admission.ts';
import { ACCELERATED, adjusted, GENERAL_PURPOSE, isAccelerated, isGeneralPurpose } from './autopilot-resources.ts';
import { isManaged } from './managed-namespaces.ts';
import type { PodSpec } from './pod-plugin.ts';

/** The annotation that says what Autopilot has changed. Its form: configsync's and Terraform's code, and public pods. */
const ADJUSTMENT = 'autopilot.gke.io/resource-adjustment';

/** On Autopilot every container has requests within the range of its class, and limits where it set none. */
export function autopilotDefaults({ autopilot }: CloudProvider): AdmissionPlugin {
  return (object, { resource, operation, namespace }) => {
    const containers: PodSpec[] | undefined = object.spec?.containers;
    const isNewPod = resource === 'pods' && operation === 'CREATE' && containers !== undefined;
    if (!autopilot || !isNewPod || isManaged(namespace)) return object;
    const { spec, metadata } = object;
    const defaults = isAccelerated(spec) ? ACCELERATED : GENERAL_PURPOSE.defaults;
    const complete = containers.map((container) => withDefaults(container, defaults));
    const changed = isGeneralPurpose(spec) ? adjusted({ ...spec, containers: complete }) : complete;
    if (JSON.stringify(changed) === JSON.stringify(containers)) return object;
    const annotation = JSON.stringify({ input: summary(containers), output: summary(changed), modified: true });
    return {
      ...object,
      metadata: { ...metadata, annotations: { ...metadata.annotations, [ADJUSTMENT]: annotation } },
      spec: { ...spec, containers: changed },
    };
  };
}

function withDefaults(container: PodSpec, defaults: Readonly<Record<string, string>>): PodSpec {
  const { requests, limits } = container.resources ?? {};
  const asked = { ...defaults, ...limits, ...requests };
  return { ...container, resources: { ...container.resources, limits: limitsFor(asked, limits), requests: asked } };
}

/** Only CPU and memory may have a limit above the request. */
function limitsFor(asked: Readonly<Record<string, string>>, limits: Readonly<Record<string, string>> = {}): object {
  const storage = asked['ephemeral-storage'];
  return { ...asked, ...limits, ...(storage !== undefined && { 'ephemeral-storage': storage }) };
}

const summary = (containers: readonly PodSpec[]): object => ({
  containers: containers.map(({ name, resources }) => ({ ...resources, name })),
});
