import type { Cause } from '../cause.ts';

const LOGS = 'kubectl logs deployment/vllm-tpu -c vllm-tpu -n "$NAMESPACE" --tail=100';

/** What the clients report that send load; a text with a known cause says more. */
export const clients: readonly Cause[] = [
  {
    // vLLM's and SGLang's benchmarks, ab, wrk, k6, llmperf, Locust: vllm#24005 and #19668, Benchmarks#320, vets-api#3727.
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
      // A row of Locust's statistics: requests, failures.
      /^\s*(?:(?:GET|POST) \S+(?: \[[^\]]*\])?|Aggregated) +\d+ +(?<failed4>[1-9]\d*)\((?<rate2>[\d.]+%)\)/,
      // An answer of a model server, in the words of openai, httpx, requests, aiohttp and perf_analyzer.
      /OpenAI response returns HTTP code (?<status>[45]\d\d)\b|\bopenai\.InternalServerError: Error code: (?<status2>5\d\d)\b|Server error '(?<status3>5\d\d) [^']*' for url '[^']*\/v1\/|\b(?<status4>5\d\d) Server Error: [^\n]{1,80} for url: \S+\/v1\/|ClientResponseError: (?<status5>5\d\d), message=[^\n]*\/v1\/|Initial test run failed[^\n]*Error: Internal Server Error/,
    ],
    sentence:
      '[{failed} ]requests of the load client failed[ ({rate})][ with HTTP {status}][: only {successful} succeeded]',
    remedy:
      'Read the first error of the client, and the log of the proxy or the model server at that time (with --previous if it restarted). The measured latencies do not include the failed requests. To show the log of the model server',
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
    sentence: 'the load client fails with an error in its own code: {exception}[: {message}]',
    remedy: 'Check the arguments of the load client, and update it and its libraries. To find incompatible libraries',
    command: 'python3 -m pip check',
  },
];
