import type { Faults } from '../../core/faults.ts';
import type { Random } from '../../core/random.ts';
import type { ModelProfile } from '../profiles/models.ts';

/** The Hugging Face Hub's error for a download; undefined if the download is allowed. */
export type HubRefusal = 401 | 403;

export function hubToken(env: Readonly<Record<string, string>>): string {
  return (env.HF_TOKEN ?? env.HUGGING_FACE_HUB_TOKEN ?? '').trim();
}

/** A gated model needs a token (prefix `hf_`) of an account that accepted the licence. */
export function hubRefusal(
  model: ModelProfile,
  env: Readonly<Record<string, string>>,
  faults: Faults,
): HubRefusal | undefined {
  if (!model.gated) return undefined;
  if (faults.active('hf-token-invalid') || !hubToken(env).startsWith('hf_')) return 401;
  return faults.active('hf-license') ? 403 : undefined;
}

export function requestId(random: Random): string {
  return `Root=1-${random.hex(8)}-${random.hex(24)};${random.uuid()}`;
}

/** The Hub's own sentence. */
export function accessMessage(name: string, refusal: HubRefusal): string {
  return refusal === 401
    ? `Access to model ${name} is restricted. You must have access to it and be authenticated to access it. Please log in.`
    : `Access to model ${name} is restricted and you are not in the authorized list. Visit https://huggingface.co/${name} to ask for access.`;
}

/** The traceback of the API server, which reads the model's configuration first. */
export function hubTraceback(name: string, refusal: HubRefusal, random: Random): readonly string[] {
  const url = `https://huggingface.co/${name}/resolve/main/config.json`;
  const status = refusal === 401 ? 'Unauthorized' : 'Forbidden';
  return [
    'Traceback (most recent call last):',
    `  File "/usr/local/lib/python3.12/site-packages/huggingface_hub/utils/_http.py", line 402, in hf_raise_for_status`,
    '    response.raise_for_status()',
    `requests.exceptions.HTTPError: ${refusal} Client Error: ${status} for url: ${url}`,
    '',
    'The above exception was the direct cause of the following exception:',
    '',
    'Traceback (most recent call last):',
    '  File "<frozen runpy>", line 198, in _run_module_as_main',
    '  File "/workspace/vllm/vllm/entrypoints/openai/api_server.py", line 1997, in <module>',
    '    uvloop.run(run_server(args))',
    '  File "/workspace/vllm/vllm/transformers_utils/config.py", line 545, in get_config',
    '    raise e',
    'OSError: You are trying to access a gated repo.',
    `Make sure to have access to it at https://huggingface.co/${name}.`,
    `${refusal} Client Error. (Request ID: ${requestId(random)})`,
    '',
    `Cannot access gated repo for url ${url}.`,
    accessMessage(name, refusal),
  ];
}
