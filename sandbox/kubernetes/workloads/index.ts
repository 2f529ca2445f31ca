import type { World } from '../../core/world.ts';
import { downloadLine } from '../../vllm/download/command.ts';
import { createDownloadWorkload } from '../../vllm/download/workload.ts';
import { createVllmWorkload } from '../../vllm/workload.ts';
import { type AdapterDependencies, createAdapterWorkload } from '../adapter/workload.ts';
import { gmpOperator } from '../controllers/managed-prometheus/operator.ts';
import type { WorkloadFor } from '../kubelet/kubelet.ts';
import { service, task } from './plain.ts';

/** Programs by the container images that stand for them, and the Hub's download by its command. Any other image is a service that idles, or a task that ends. */
export function createWorkloads(dependencies: AdapterDependencies & { readonly world: World }): WorkloadFor {
  const table = [
    { image: /(^|\/)vllm-(tpu|openai)(:|@|$)/, workload: createVllmWorkload(dependencies.world) },
    { image: /\/prometheus-engine\/operator(:|@|$)/, workload: gmpOperator(dependencies.world) },
    { image: /\/custom-metrics-stackdriver-adapter(:|@|$)/, workload: createAdapterWorkload(dependencies) },
  ];
  const download = createDownloadWorkload(dependencies.world);
  return (pod, container) => {
    const known = table.find(({ image }) => image.test(container.image));
    if (known) return known.workload;
    if (downloadLine([...(container.command ?? []), ...(container.args ?? [])])) return download;
    const inits: { name: string; restartPolicy?: string }[] = pod.spec.initContainers ?? [];
    const init = inits.find(({ name }) => name === container.name);
    const ends = init ? init.restartPolicy !== 'Always' : (pod.spec.restartPolicy ?? 'Always') !== 'Always';
    return ends ? task : service;
  };
}
