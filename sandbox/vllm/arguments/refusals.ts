import type { ModelProfile } from '../profiles/models.ts';
import { quantizationRefusal } from '../profiles/quantization.ts';
import type { VllmVersion } from '../profiles/versions.ts';
import type { ServerArguments } from './options.ts';

interface Case {
  readonly args: ServerArguments;
  readonly model: ModelProfile;
  readonly version: VllmVersion;
}

/** What vLLM says of a combination that it refuses, with the exception's class; undefined for one that it takes. */
type Refusal = (given: Case) => string | undefined;

/** vLLM's names of dtypes as torch prints them. */
const DTYPES: Readonly<Record<string, string>> = {
  half: 'torch.float16',
  float16: 'torch.float16',
  float: 'torch.float32',
  float32: 'torch.float32',
};

/** In the order of the checks of the command line, of ModelConfig, then of the TPU platform. */
const REFUSALS: readonly Refusal[] = [
  // validate_parsed_serve_args in vllm/entrypoints/openai/cli_args.py.
  ({ args }) =>
    args.enable_auto_tool_choice && args.tool_call_parser === undefined
      ? 'TypeError: Error: --enable-auto-tool-choice requires --tool-call-parser'
      : undefined,
  ({ args, model }) =>
    args.quantization === undefined || model.quantization === undefined || args.quantization === model.quantization
      ? undefined
      : `ValueError: Quantization method specified in the model config (${model.quantization}) does not match the quantization method specified in the \`quantization\` argument (${args.quantization}).`,
  ({ args, model, version }) => {
    const method = args.quantization ?? model.quantization;
    const refusal = method === undefined ? undefined : quantizationRefusal(method, version);
    return refusal && `ValueError: ${refusal}`;
  },
  // tpu_inference/layers/vllm/quantization/awq.py: AWQ computes in bfloat16 only.
  ({ args, model }) => {
    const method = args.quantization ?? model.quantization;
    const dtype = DTYPES[args.dtype];
    if (method !== 'awq' || dtype === undefined) return undefined;
    return `ValueError: ${dtype} is not supported for quantization method awq. Supported dtypes: [torch.bfloat16]`;
  },
  ({ args, model }) =>
    model.heads % args.tensor_parallel_size === 0
      ? undefined
      : `ValueError: Total number of attention heads (${model.heads}) must be divisible by tensor parallel size (${args.tensor_parallel_size}).`,
  // vllm/platforms/tpu.py until tpu-inference came.
  ({ args, version }) =>
    args.speculative_config === undefined || version.has('jax')
      ? undefined
      : 'AssertionError: TPU does not support speculative decoding',
  ({ args, version }) =>
    args.num_scheduler_steps <= 1 || !version.since('0.8.0')
      ? undefined
      : 'NotImplementedError: Multi-step scheduling is not supported (and not needed) on vLLM V1. Please launch without --num-scheduler-steps.',
];

export function refusalOf(given: Case): string | undefined {
  for (const refusal of REFUSALS) {
    const text = refusal(given);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The warning of the torch_xla platform, which computes in bfloat16 instead. */
export function dtypeWarning({ dtype }: ServerArguments, version: VllmVersion): string | undefined {
  const name = DTYPES[dtype];
  if (name === undefined || version.has('jax')) return undefined;
  return `The TPU backend currently does not support ${name}. Using bfloat16 instead.`;
}
