import type { Cause } from '../cause.ts';
import type { Speaker } from '../seen.ts';

const BY: readonly Speaker[] = ['log', 'container'];
const IMAGES =
  'kubectl get pods -n "$NAMESPACE" -o custom-columns=NAME:.metadata.name,IMAGES:.spec.containers[*].image,COMMAND:.spec.containers[*].command';

/** An image and a command that do not fit the model server. */
export const container: readonly Cause[] = [
  {
    // The loader of Linux in the words of JAX's PJRT and TensorFlow: jax#24987, xla's pjrt_api.cc. As information it is of a
    // host without TPUs.
    code: 'LIBTPU_MISSING',
    by: BY,
    under: ['MODEL_SERVER_ERROR', 'ENGINE_DIED', 'TPU_RUNTIME', 'NO_TPU', 'MODULE_MISSING'],
    confidence: 'likely',
    pattern:
      /(?<path>\/[\w./~@-]*libtpu\.so|libtpu\.so): cannot open shared object file|(?:RuntimeError|ImportError|OSError|EnvironmentError|ModuleNotFoundError): [^\n]{0,80}?(?:[Nn]o module named '?libtpu\b|libtpu(?:\.so)? (?:was )?not found|(?:[Ff]ailed|[Uu]nable|[Cc]ould not) to (?:find|load|open) libtpu)/,
    sentence: 'the image has no libtpu, the library for TPUs[: {path}]',
    remedy:
      'Use an image for TPUs (VLLM_IMAGE), or install libtpu and set TPU_LIBRARY_PATH to its libtpu.so. To show the images',
    command: IMAGES,
  },
  {
    // torch/cuda: a torch without CUDA, as the images for TPUs have it, or one that is built for the CPU: vllm#12936.
    code: 'CUDA_CODE',
    by: BY,
    under: ['MODEL_SERVER_ERROR', 'ENGINE_DIED'],
    confidence: 'likely',
    pattern: /Torch not compiled with CUDA enabled/,
    sentence:
      'a program calls CUDA, but this build of torch does not include it: the model or an argument requires an NVIDIA GPU',
    remedy: 'Use a MODEL and arguments that vLLM supports on TPUs, or a newer VLLM_IMAGE. See the supported models',
    page: 'https://docs.vllm.ai/en/latest/models/supported_models.html',
  },
  {
    // uvicorn and asyncio, and Go's net: vllm#217.
    code: 'BIND_ADDRESS',
    by: [...BY, 'client'],
    under: ['MODEL_SERVER_ERROR', 'PORT_IN_USE'],
    pattern: [
      /error while attempting to bind on address \('(?<host>[^']+)', (?<port>\d+)[^)\n]*\): \[?(?:Errno \d+\] )?[Cc](?:annot|an't) assign requested address/,
      /\blisten \w+ \[?(?<host>[\w.:-]*?)\]?:(?<port>\d+): bind: cannot assign requested address/,
    ],
    sentence: 'the server cannot listen on {host}, port {port}: the machine or the pod does not have this address',
    remedy: 'Set --host=0.0.0.0, or an address of the machine or the pod. A container may have no IPv6 (::1).',
  },
  {
    // argparse, of an image whose entry point is vllm serve already: vllm#37133; or the API server: GenAIComps#336.
    code: 'SERVE_TWICE',
    by: BY,
    under: ['MODEL_SERVER_ERROR', 'SERVER_ARGUMENT', 'ARGUMENT'],
    confidence: 'likely',
    pattern:
      /: error: unrecognized arguments: (?:serve |(?=[^\n]*(?:\bvllm serve\b|-m vllm\.entrypoints)))|^vllm: error: [^\n]*invalid choice: 'vllm'/,
    sentence: 'the arguments repeat the command that the entry point of the image already runs',
    remedy:
      'In the args of the container, give only the model and the flags, or set command: [vllm, serve]. To show the commands',
    command: IMAGES,
  },
];
