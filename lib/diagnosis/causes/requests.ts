import type { Cause } from '../cause.ts';
import type { Speaker } from '../seen.ts';

const BY: readonly Speaker[] = ['log', 'client', 'api'];

/** Requests that a model server or its router does not serve. */
export const requests: readonly Cause[] = [
  {
    // The checks of vLLM's production stack (src/vllm_router/service_discovery.py): production-stack#680, #617.
    code: 'ROUTER_BACKEND',
    by: BY,
    confidence: 'likely',
    under: ['SCRAPE', 'CONNECTION', 'NOT_LISTENING', 'MODEL_SERVER_ERROR'],
    pattern: [
      /\bat (?:(?<=(?<model>[\w./-]+) at ))?(?<address>https?:\/\/\S+) (?:is )?not healthy!/,
      /Failed to (?:get model name|scrape metrics) from (?<address>https?:\/\/[^\s/]+)\S*: HTTPS?ConnectionPool/,
    ],
    sentence: 'the server at {address} does not answer the router[ for the model {model}]',
    remedy:
      'Check that the server is ready, that the router can reach it, and that it serves the model and the type that the router expects (--static-models, --static-model-types). To list the pods',
    command: 'kubectl get pods -n "$NAMESPACE" -o wide',
    patience: '15m',
  },
  {
    // FastAPI's and pydantic's refusal of a body, also in vLLM's answer and in OpenAI's and httpx's exceptions.
    code: 'REQUEST_BODY',
    by: BY,
    under: ['MODEL_SERVER_ERROR'],
    confidence: 'likely',
    pattern: [
      /["']loc["']: ?[[(]["']body["'], ?["'](?<field>\w+)["'][^\])]*[\])], ?["']msg["']: ?["'](?<why>[^"'\n]{1,100})/,
      // The reason that vLLM's benchmark prints.
      /Initial test run failed[^\n]*Error: Unprocessable Entity\s*$/,
      /Client error '422 Unprocessable Entity' for url '[^']*?(?<path>\/v\d\/[\w/-]*)'/,
    ],
    sentence: 'the server refuses the body of the request[ to {path}][: {field}: {why}]',
    remedy:
      'Correct the request: /v1/completions requires prompt, /v1/chat/completions requires messages. If a benchmark sent it, select an endpoint that the server has. See the fields',
    page: 'https://docs.vllm.ai/en/latest/serving/openai_compatible_server/',
  },
];
