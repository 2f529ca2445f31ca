import { exists } from '../../lib/kubernetes/conditions.ts';
import { apply } from '../../lib/step/actions.ts';
import { step } from '../../lib/step/step.ts';
import { secret } from '../03-secret.ts';
import { podMonitoring } from '../09-pod-monitoring.ts';
import { manifest } from '../tutorial/manifests.ts';
import { POD_MONITORING } from '../tutorial/names.ts';

/** What 09 applies, before there is a server: a new metric takes a minute to appear, from its first sample on. */
export const scraping = step({
  id: '05-scraping',
  title: 'Have vLLM scraped from its first second on',
  section: podMonitoring.section,
  needs: [secret.id],
  actions: ({ config }) => [apply(manifest('vllm_pod_monitor.yaml'), { namespace: config.NAMESPACE })],
  done: ({ config }) => [exists({ resource: 'podmonitoring', name: POD_MONITORING, namespace: config.NAMESPACE })],
});
