import type { App, AppHandler } from './app.ts';
import { notImplemented } from './errors.ts';

type Methods = Readonly<Record<string, AppHandler>>;
type Route = readonly [path: string, methods: Methods];

const left: AppHandler = (_app, { path }) => {
  throw notImplemented(`[sandbox] Not simulated: ${path}.`);
};

/** Nothing puts the model to sleep here. */
const awake: AppHandler = () => ({ body: { is_sleeping: false } });

/** Routes that vLLM has only with a variable of its environment: vllm/entrypoints/openai/api_server.py. */
const ROUTES: Readonly<Record<string, readonly Route[]>> = {
  VLLM_SERVER_DEV_MODE: [
    ['/server_info', { GET: left }],
    ['/reset_prefix_cache', { POST: left }],
    ['/sleep', { POST: left }],
    ['/wake_up', { POST: left }],
    ['/is_sleeping', { GET: awake }],
    ['/collective_rpc', { POST: left }],
  ],
  VLLM_ALLOW_RUNTIME_LORA_UPDATING: [
    ['/v1/load_lora_adapter', { POST: left }],
    ['/v1/unload_lora_adapter', { POST: left }],
  ],
};

const ON = /^(1|true)$/i;

export function switchedOn({ variables }: Pick<App, 'variables'>): readonly Route[] {
  return Object.entries(ROUTES).flatMap(([name, routes]) => (ON.test(variables[name] ?? '') ? routes : []));
}
