import type { Cause } from '../cause.ts';

const LOGS = 'kubectl logs deployment/vllm-tpu -c vllm-tpu -n "$NAMESPACE" --tail=100';

/** What the clients report that send load; a text with a known cause says more. */
export const clients: readonly Cause[] = [
  {
    // vLLM's and SGLang's benchmarks, ab, wrk, k6, llmperf, NVIDIA's perf_analyzer.
    code: 'REQUESTS_FAIL',
    by: ['client', 'log'],
    fallback: true,
    under: ['MODEL_SERVER_ERROR', 'CLIENT_ERROR'],
    confidence: 'likely',
    pattern: [
      /^(?:Failed|[Ee]rrored) requests: +(?<failed>[1-9]\d*)\b/,
      /^Successful requests: +(?<successful>0|\d+ of (?<total>\d+))\s*$/,
      /^\s*Non-2xx(?: or 3xx)? responses: +(?<failed2>[1-9]\d*)\b|^Number Of Errored Requests: +(?<failed3>[1-9]\d*)\b/,
      /\bhttp_req_failed\.*: (?<rate>(?!0\.00%)[\d.]+%)/,
      /OpenAI response returns HTTP code (?<status>[45]\d\d)\b/,
    ],
    sentence:
      '[{failed} ]requests of the load client fail[ ({rate})][ with HTTP {status}][: only {successful} succeeded]; the measurements leave them out',
    remedy:
      'Read the first error of the client, and the log of the model server at that time (with --previous if it restarted)',
    command: LOGS,
    patience: '10m',
  },
  {
    // A traceback of the client's own code says nothing of the server: guidellm#221.
    code: 'CLIENT_ERROR',
    by: ['client', 'log'],
    fallback: true,
    under: ['MODEL_SERVER_ERROR'],
    sign: /\/(?:guidellm|genai_perf|genai_bench|inference_perf|aiperf|llmperf|locust|vllm\/benchmarks)\/[\w/]+\.py"?, line \d|\bvalidation errors? for Benchmark\w+/,
    confidence: 'likely',
    pattern:
      /^(?:\w+\.)*(?<exception>TypeError|AttributeError|ImportError|ModuleNotFoundError|NameError|KeyError|IndexError|AssertionError|ValidationError)(?:: (?<message>[^\n]{0,200})[^\n]*)?$/,
    sentence: 'the load client itself fails: {exception}[: {message}]; the model server is not the cause',
    remedy:
      'Update the load client and its libraries, and check its arguments. To find libraries that do not fit together',
    command: 'python3 -m pip check',
  },
];
