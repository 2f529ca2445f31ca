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
    // argparse, of an image whose entry point is vllm serve already: vllm#37133; or the API server: GenAIComps#336.
    code: 'SERVE_TWICE',
    by: BY,
    under: ['MODEL_SERVER_ERROR', 'SERVER_ARGUMENT', 'ARGUMENT'],
    confidence: 'likely',
    pattern:
      /: error: unrecognized arguments: (?:serve |(?=[^\n]*(?:\bvllm serve\b|-m vllm\.entrypoints)))|^vllm: error: [^\n]*invalid choice: 'vllm'/,
    sentence: 'the entry point of the image starts the server, and the arguments repeat its command',
    remedy:
      'Give only the model and the flags as args, or set command: [vllm, serve] in the container. To show the commands',
    command: IMAGES,
  },
];
