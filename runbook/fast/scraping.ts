import { exists } from '../../lib/kubernetes/conditions.ts';
import { apply } from '../../lib/step/actions.ts';
import { step } from '../../lib/step/step.ts';
import { secret } from '../03-secret.ts';
import { podMonitoring } from '../09-pod-monitoring.ts';
import { manifest } from '../tutorial/manifests.ts';
import { POD_MONITORING } from '../tutorial/names.ts';

/** Applies the manifest of 09 before the server starts: a new metric appears a minute after its first sample. */
export const scraping = step({
  id: '05-scraping',
  title: 'Configure the scraping of vLLM before it starts',
  section: podMonitoring.section,
  needs: [secret.id],
  actions: ({ config }) => [apply(manifest('vllm_pod_monitor.yaml'), { namespace: config.NAMESPACE })],
  done: ({ config }) => [exists({ resource: 'podmonitoring', name: POD_MONITORING, namespace: config.NAMESPACE })],
});
