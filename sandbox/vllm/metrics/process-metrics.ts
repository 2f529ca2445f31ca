import { counter, gauge, type Renderer } from './exposition.ts';

/** The process collector's values, in seconds and bytes. */
export interface ProcessReadings {
  startedAt(): number;
  cpuSeconds(): number;
  residentBytes(): number;
  openFiles(): number;
}

/** Objects and collections of Python's three generations, as a server has them after its start. */
const COLLECTED = [14_871, 1_502, 5_230];
const COLLECTIONS = [2_741, 248, 19];
const VIRTUAL_OVERHEAD = 4.2e10;
const MAX_FILES = 1_048_576;

/** What prometheus_client's own collectors put on every page, first. */
export function processMetrics(process: ProcessReadings): readonly Renderer[] {
  const generations = (values: readonly number[]) =>
    values.map((value, generation) => ({ labels: { generation: String(generation) }, value: () => value }));
  const python = { implementation: 'CPython', major: '3', minor: '12', patchlevel: '12', version: '3.12.12' };
  const one = (value: () => number) => [{ labels: {}, value }];
  return [
    counter('python_gc_objects_collected', 'Objects collected during gc', generations(COLLECTED)),
    counter('python_gc_objects_uncollectable', 'Uncollectable objects found during GC', generations([0, 0, 0])),
    counter('python_gc_collections', 'Number of times this generation was collected', generations(COLLECTIONS)),
    gauge('python_info', 'Python platform information', [{ labels: python, value: () => 1 }]),
    gauge(
      'process_virtual_memory_bytes',
      'Virtual memory size in bytes.',
      one(() => process.residentBytes() + VIRTUAL_OVERHEAD),
    ),
    gauge('process_resident_memory_bytes', 'Resident memory size in bytes.', one(process.residentBytes)),
    gauge(
      'process_start_time_seconds',
      'Start time of the process since unix epoch in seconds.',
      one(process.startedAt),
    ),
    counter('process_cpu_seconds', 'Total user and system CPU time spent in seconds.', one(process.cpuSeconds)),
    gauge('process_open_fds', 'Number of open file descriptors.', one(process.openFiles)),
    gauge(
      'process_max_fds',
      'Maximum number of open file descriptors.',
      one(() => MAX_FILES),
    ),
  ];
}
