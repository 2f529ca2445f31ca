import { serverCommand } from '../../vllm/arguments/command.ts';
import { downloadLine } from '../../vllm/download/command.ts';
import { createDownloadWorkload } from '../../vllm/download/workload.ts';
import { createVllmWorkload } from '../../vllm/workload.ts';
import { type AdapterDependencies, createAdapterWorkload } from '../adapter/workload.ts';
import { gmpOperator } from '../controllers/managed-prometheus/operator.ts';
import type { WorkloadFor } from '../kubelet/kubelet.ts';
import type { Workload } from '../runtime.ts';
import { createKubectlWorkload, isScale } from './kubectl.ts';
import { service, task, unsimulated } from './plain.ts';
import { admittedProgram, type ProgramDependencies, programWorkload } from './program.ts';

/** vLLM's image may run something else, such as a shell that sleeps. */
const isServer = (words: readonly string[]): boolean => serverCommand(words, {}) !== undefined;

/** A program, by the image that stands for it; `runs` tells by the command line whether it is what runs. */
interface Program {
  readonly image: RegExp;
  readonly workload: Workload;
  readonly runs?: (words: readonly string[]) => boolean;
}

/**
 * Programs by the container images that stand for them, and the Hub's download by its command. A program for Node that
 * the user admitted runs as it is. Any other image is a service that idles, or a task that ends.
 */
export function createWorkloads(dependencies: AdapterDependencies & ProgramDependencies): WorkloadFor {
  const table: readonly Program[] = [
    { image: /(^|\/)vllm-(tpu|openai)(:|@|$)/, workload: createVllmWorkload(dependencies.world), runs: isServer },
    { image: /\/prometheus-engine\/operator(:|@|$)/, workload: gmpOperator(dependencies.world) },
    { image: /\/kubectl(:|@|$)/, workload: createKubectlWorkload(dependencies.store), runs: isScale },
    { image: /\/custom-metrics-stackdriver-adapter(:|@|$)/, workload: createAdapterWorkload(dependencies) },
  ];
  const download = createDownloadWorkload(dependencies.world);
  return (pod, container) => {
    const words = [...(container.command ?? []), ...(container.args ?? [])];
    const known = table.find(({ image }) => image.test(container.image));
    if (known && (known.runs?.(words) ?? true)) return known.workload;
    if (downloadLine(words)) return download;
    const program = admittedProgram(dependencies, pod, container);
    if (program !== undefined) return programWorkload(dependencies, program);
    const inits: { name: string; restartPolicy?: string }[] = pod.spec.initContainers ?? [];
    const init = inits.find(({ name }) => name === container.name);
    const ends = init ? init.restartPolicy !== 'Always' : (pod.spec.restartPolicy ?? 'Always') !== 'Always';
    if (ends) return task;
    return known ? unsimulated : service;
  };
}
