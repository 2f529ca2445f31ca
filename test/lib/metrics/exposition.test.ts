import { expect, test } from 'vitest';
import { metricNames } from '../../../lib/metrics/index.ts';

test('finds names of samples, not those in comments or label values', () => {
  const page = `# HELP vllm:num_requests_waiting Number of requests waiting to be processed.
# TYPE vllm:num_requests_waiting gauge
vllm:num_requests_waiting{engine="0",model_name="vllm:fake 1"} 0.0
# TYPE vllm:gone counter
vllm:request_success_total{finished_reason="stop"} 3.0
python_gc_objects_collected_total 1.0
http_request_duration_seconds_bucket{le="+Inf"} 2.0
`;
  expect([...metricNames(page)]).toEqual([
    'vllm:num_requests_waiting',
    'vllm:request_success_total',
    'python_gc_objects_collected_total',
    'http_request_duration_seconds_bucket',
  ]);
});
