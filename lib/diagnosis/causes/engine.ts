import type { Cause } from '../cause.ts';
import type { Speaker } from '../seen.ts';

const BY: readonly Speaker[] = ['log', 'container'];
// An engine that died is what follows from these.
const UNDER = ['MODEL_SERVER_ERROR', 'ENGINE_DIED'];

/** Why vLLM does not start: the model, its arguments, and whether both fit the chips. */
export const engine: readonly Cause[] = [
  {
    code: 'REMOTE_CODE',
    by: BY,
    under: [...UNDER, 'SERVER_ARGUMENT'],
    pattern:
      /(?:The repository|Loading) (?:for )?(?<model>[\w./-]+) (?:contains custom code|requires you to execute)|(?:option|argument|set|setting|pass|passing|with) [`'"]?trust_remote_code=True/,
    sentence: 'the model[ {model}] contains Python code, which vLLM runs only with --trust-remote-code',
    remedy: 'Review the code, then add --trust-remote-code to the arguments, or use another model',
    page: 'https://huggingface.co/{model|models}',
  },
  {
    code: 'TRANSFORMERS_OLD',
    by: BY,
    under: [...UNDER, 'SERVER_ARGUMENT', 'MODEL_UNSUPPORTED'],
    pattern:
      /model type [`'"]?(?<architecture>[\w-]+)[`'"]? but Transformers does not recognize|Transformers version .{0,40}(?:out of date|too old|required)|requires? transformers ?[><=]|`?rope_scaling`? must be a dictionary with|Unknown RoPE scaling type|Tokenizer class TokenizersBackend does not exist|did not match any variant of untagged enum (?:Model|Py)\w*Wrapper/i,
    sentence: 'the transformers library of the image does not support the model[ (type {architecture})]',
    remedy: 'Use a newer VLLM_IMAGE. See the tags',
    page: 'https://hub.docker.com/r/vllm/vllm-tpu/tags',
  },
  {
    code: 'MODEL_UNSUPPORTED',
    by: BY,
    under: [...UNDER, 'SERVER_ARGUMENT'],
    pattern:
      /Expect no shared layers|[Mm]odel architectures? \[?'?(?<architecture>\w+)'?[^\n]*(?:not supported|not registered in|failed to be inspected)|does not recognize this architecture|Unsupported model (?:type|architecture)[: ]+(?<architecture2>\w+)|has no (?:vLLM|JAX|Flax) implementation|No model architectures are specified|[Hh]ead[_ ]size (?:must be a multiple|\d+ is not supported)|(?<architecture3>\w+For\w+) (?:is|are) not supported|Cannot find model module\. '(?<architecture4>\w+)' is not a registered model/,
    sentence: 'this version of vLLM cannot serve the model[ ({architecture})] on TPUs',
    remedy: 'Use another VLLM_IMAGE or another MODEL. See the supported models',
    page: 'https://docs.vllm.ai/en/latest/models/supported_models.html',
  },
  {
    // A path that is not in the container is taken for a name on the Hub; an address reads only the loader that knows it.
    code: 'MODEL_PATH',
    by: BY,
    under: [...UNDER, 'HF_MODEL_MISSING', 'SERVER_ARGUMENT'],
    pattern: [
      // huggingface_hub says so of what has more than one slash: utils/_validators.py.
      /Repo id must be in the form(?![^\n]*: '[^'\n]*')/,
      /(?:Repo id must (?:be in the form|use alphanumeric)[^\n]*?: |Incorrect path_or_model_id: |Can't load the configuration of |Invalid repository ID or local directory specified: )'(?<path>(?:[.~]{0,2}\/|[A-Za-z]:[\\/]|[a-z][a-z0-9]+:\/\/)[^']*)'/,
      /(?<=^|[\s'"])(?<path>(?:[.~]{0,2}\/|[a-z][a-z0-9]+:\/\/)[^\s'"]*)['"]? is not a local folder/,
    ],
    sentence:
      'the server finds no model[ at {path}]: the container has no such folder, or the loader cannot read the address',
    remedy:
      'For a path, mount the volume with the model and its config.json there. For a gs:// address, set --load-format=runai_streamer; the image must include the streamer. See the loader',
    page: 'https://docs.vllm.ai/en/latest/models/extensions/runai_model_streamer.html',
  },
  {
    // Run:ai's streamer: the messages of its response_code.cc, as its Python package raises them.
    code: 'WEIGHT_STREAM',
    by: BY,
    under: UNDER,
    pattern:
      /\b(?:in|to|from|for) libstreamer due to: b?'(?<what>(?:File access error|End of file reached|S3 not supported|GLIBC version [^']{1,40}|GCS not supported)[^']{0,60})'/,
    sentence: 'the Run:ai streamer cannot read the weights: {what}',
    remedy:
      "Check the address of the model, and that the pod's service account can read it: roles/storage.objectViewer on the bucket. To list the files",
    command: 'gcloud storage ls --long gs://"$GSBUCKET"/**',
  },
  {
    code: 'KV_CACHE_SMALL',
    by: BY,
    under: [...UNDER, 'SERVER_ARGUMENT', 'HBM', 'MAX_MODEL_LEN'],
    pattern:
      /[Mm]odel'?s max(?:imum)? seq(?:uence)?\.? len(?:gth)? \((?<length>\d+)\) is larger than the maximum number of tokens that can be stored in (?:the )?KV cache \((?<capacity>\d+)\)|To serve at least one request with the models?'?s max seq len \((?<length2>\d+)\)[^\n]*KV cache|larger than the available KV cache memory/,
    sentence: 'the context length[ of {length} tokens] does not fit into the KV cache[ of {capacity} tokens]',
    remedy: 'Lower --max-model-len, or use a machine with more chips (MACHINE_TYPE).',
  },
  {
    code: 'HBM',
    by: BY,
    under: [...UNDER, 'TPU_RUNTIME', 'QUOTA', 'THROTTLED'],
    pattern: [
      /(?:RESOURCE_EXHAUSTED|Resource exhausted): (?![^\n]*(?:vmem|smem))[^\n]*?(?:[Oo]ut of memory|[Rr]an out of memory|[Aa]ttempting to (?:allocate|reserve)|[Ee]rror (?:loading (?<program>program '[^']{1,80}')|loading|allocating)|HBM|hbm|memory space)/,
      /No available memory for the cache blocks|[Ee]xceed(?:s|ed) (?:the )?(?:available )?(?:hbm|HBM)|Ran out of memory in memory space hbm|Available KV cache memory: -[\d.]+ ?GiB|total_hbm_avail_gb=-[\d.]+|HBM (?:OOM|usage .{0,40}exceed)|Used (?<used>[\d.]+[GM]) of (?<capacity>[\d.]+[GM]) hbm|Not enough HBM|TPU out of memory|Free memory on device .{0,120}is less than desired|hbm_used\w*=(?<used2>[\d.]+GiB) exceeds \w*=(?<capacity2>[\d.]+GiB)/,
    ],
    sentence: 'the model and its KV cache do not fit into the memory of the chips[: {used} of {capacity}]',
    remedy:
      '[Lower --gpu-memory-utilization first: the KV cache then leaves room for {program}. ]Use a machine with more chips (MACHINE_TYPE) or a smaller MODEL, or lower --max-model-len, --max-num-seqs or --max-num-batched-tokens.',
  },
  {
    code: 'COMPILER_MEMORY',
    by: BY,
    under: [...UNDER, 'TPU_RUNTIME', 'TPU_KERNEL', 'HBM', 'QUOTA', 'THROTTLED'],
    pattern:
      /memory space (?<space>[vs]mem)\b(?:[^\n]*?Used (?<used>[\d.]+[KMG]) of (?<capacity>[\d.]+[KMG]))?|CompileTime\w*(?:Vmem|Smem)Oom/,
    sentence:
      'the compiler does not fit a program into the {space|vmem} of a chip[: {used} of {capacity}], and fails the same way each time',
    remedy:
      'Lower --max-model-len or --max-num-batched-tokens, or use another VLLM_IMAGE. A restart does not help. See the tags',
    page: 'https://hub.docker.com/r/vllm/vllm-tpu/tags',
  },
  {
    code: 'MAX_MODEL_LEN',
    by: BY,
    under: [...UNDER, 'SERVER_ARGUMENT'],
    pattern:
      /User-specified max_model_len \((?<length>\d+)\) is greater than the derived max_model_len \((?:[\w.]+=)?(?<derived>\d+)/,
    sentence: '--max-model-len {length} exceeds the maximum of the model[, {derived}]',
    remedy: 'Lower --max-model-len.',
  },
  {
    code: 'TP_SIZE',
    by: BY,
    under: [...UNDER, 'SERVER_ARGUMENT'],
    pattern: [
      /[Tt]otal number of attention heads \((?<heads>\d+)\) must be divisible by tensor parallel size \((?<size>\d+)\)|tensor parallel size \(?(?<size2>\d+)\)? (?:cannot be|is) larger than the number of available|(?:must be|not) (?:evenly )?divisible by (?:the )?(?:number of )?(?:tensor|tp|TP)[ _-]?(?:parallel[ _-]?)?(?:size|degree)?|[Ii]nsufficient devices for [^\n]*?found (?<devices>\d+), expected (?<size5>\d+)|size of its dimension \d+ should be divisible by (?<size6>\d+)|[Nn]umber of devices (?<size3>\d+) must be|(?:mesh|Mesh)[^\n]{0,80}(?:devices|device count)[^\n]{0,60}(?:does not match|must equal|divisible|exceeds)|[Ww]orld size \((?<size4>\d+)\) is larger than|[Nn]ot enough devices|number of required \w+ exceeds the total number of available \w+ in the (?:placement group|cluster)|needs TPU chips [^\n]{1,40} host only has (?<devices2>\d+) chips|Number of devices .{0,40}(?:less than|not enough)/,
      // The models' own assertions, without words, and ensure_divisibility of vLLM's distributed/utils.py.
      /^assert (?:self\.)?(?:total_)?num_(?:\w+_)?heads % \w*(?:tp|tensor_parallel|world)_size == 0|^assert \w*(?:tp|tensor_parallel|world)_size % (?:self\.)?(?:total_)?num_(?:\w+_)?heads == 0|^AssertionError: \d+ is not divisible by (?<size7>\d+)$/,
    ],
    sentence: 'the tensor parallel size[ {size}] does not match the number of chips or of attention heads[ ({heads})]',
    remedy:
      'Set --tensor-parallel-size to the number of chips of the machine. The number of attention heads must be a multiple of it; the number of key-value heads must be a multiple or a divisor of it.',
  },
  {
    code: 'SERVER_ARGUMENT',
    by: BY,
    under: [...UNDER, 'ARGUMENT'],
    follows: { lines: /Invalid repository ID|validation error for ModelConfig/, from: ['HF_MODEL_MISSING'] },
    pattern:
      /^(?:[\w.]*(?:api_server(?:\.py)?|vllm)(?: serve)?)[^\n]*: error: (?:unrecognized arguments: (?<argument>\S+)|argument (?<argument2>-{0,2}\w[\w-]*)|ambiguous option: (?<argument3>--?[\w-]+)|the following arguments are required: (?<argument4>\S+))|error: (?:unrecognized arguments: (?<argument5>--?\S+)|argument (?<argument6>--?[\w/-]+)[^\n]*: (?:expected|invalid|Value))|max_num_batched_tokens \(?\d*\)? ?(?:is smaller|must be)|^(?:KeyError|ValueError|TypeError): ['"]?(?<what5>[Ii]nvalid (?:tool call|reasoning) parser: [^\n]{1,200})|^ValueError: (?<what6>With `vllm serve`, you should provide the model [^\n]{1,200})|^Value error, (?<what>[^\n]{1,400}?)(?: \[type=|$)|validation errors? for (?:\w*Config|EngineArgs|AsyncEngineArgs)|^ValueError: (?<what2>(?:[^\n]{0,40}?(?:\bmax_num_seqs|\bmax_num_batched_tokens|\bmax_model_len|\b[Bb]lock[_ ]size|\bgpu_memory_utilization|\b(?:tensor|pipeline)_parallel_size|\bkv_cache_dtype|\bnum_gpu_blocks_override|\bcpu_offload_gb)\b[^\n]{0,80}?(?:must|exceeds?|cannot|should|is (?:not|smaller|larger|greater))\b|Too large swap space)[^\n]{0,200})|^(?:ValueError|NotImplementedError): (?<what3>(?:Unsupported (?:kv_connector|MODEL_IMPL_TYPE|speculative decoding method)|[^\n]{1,60} (?:is|are) not (?:supported|compatible) with (?:data|pipeline|attention|context|prefill|speculative|LoRA|DP)|(?:Must run|[^\n]{1,40}require)[^\n]{1,60}\b[A-Z]+(?:_[A-Z]+)+=?\w* (?:enabled|environment variable)|Pipeline parallelism is (?:not|only) supported|Unsupported speculative method|Speculative decoding is not)[^\n]{0,200})|(?<what4>LoRA (?:rank|added vocab size) \d+ is greater than max_lora_rank(?: \d+)?|max_num_scheduled_tokens is set to -?\d+[^\n]{0,200}does not allow any tokens to be scheduled|Loading lora [^\n]{1,120} failed: No adapter found for [^\n]{1,200})/,
    sentence: 'vLLM refuses its configuration: an argument or a file of the model[: {argument}][: {what}]',
    remedy:
      'Compare the arguments with those of this version of vLLM (VLLM_IMAGE), and check config.json of the model. See the arguments',
    page: 'https://docs.vllm.ai/en/latest/cli/serve/',
  },
  {
    code: 'DTYPE',
    by: BY,
    under: [...UNDER, 'SERVER_ARGUMENT', 'TPU_FEATURE'],
    pattern:
      /(?<method>\w+) quantization is (?:currently )?not supported (?:in|on|for)|quantization (?:method )?[`'"]?(?<method2>\w+)[`'"]? (?:is )?(?:not supported|unknown|does not support)|(?:Unknown|Invalid) quantization method: (?<method5>[\w-]+)|(?:dtype|torch\.)(?<method3>float16|float32|fp8\w*|bfloat16|int[48])[^\n]{0,60}(?:not supported|unsupported)|Unsupported (?:dtype|quantization)[^\n]*?(?<method4>\w+)?|KV cache .{0,60}dtype .{0,40}not supported/,
    sentence: 'vLLM does not support this quantization or data type[ ({method})] on TPUs',
    remedy: 'Use a model with bfloat16 weights or with a supported quantization. See the supported types',
    page: 'https://docs.vllm.ai/projects/tpu/en/latest/',
  },
  {
    code: 'TPU_FEATURE',
    by: [...BY, 'client'],
    under: [...UNDER, 'SERVER_ARGUMENT'],
    pattern:
      /(?:^(?:\w+\.)*\w*(?:Error|Exception): |['"]message['"]: ?['"])(?<feature>[^\n'"]{1,80}?) (?:is|are) not (?:currently |yet )?supported (?:by|on|for|in) (?:the )?TPU(?:s| backend)?\b|Torch XLA does not support (?<feature2>[\w -]{1,60})/i,
    sentence: 'this version of vLLM does not support {feature} on TPUs',
    remedy: 'Omit it from the request or the arguments, or use a newer VLLM_IMAGE. See the features',
    page: 'https://docs.vllm.ai/projects/tpu/en/latest/',
  },
  {
    code: 'CHAT_TEMPLATE',
    by: ['log', 'client'],
    under: [...UNDER, 'SERVER_ARGUMENT'],
    pattern:
      /default chat template is no longer allowed|chat[_ ]template(?:\.| is| was)? ?(?:not set|required|no longer|missing)|does not (?:have|define|provide) a (?:default )?chat[_ ]template|no chat template/i,
    sentence: 'the model has no chat template',
    remedy: 'Send requests to /v1/completions, serve the instruct variant of the model, or set --chat-template.',
  },
  {
    code: 'MODULE_MISSING',
    by: BY,
    under: UNDER,
    pattern:
      /(?:ModuleNotFoundError: No module named '(?<module>[^']+)'|ImportError: cannot import name '(?<name>[^']+)' from '(?<module2>[^']+)'|ImportError: (?<module3>lib\S+\.so\S*): cannot open)|but '(?<module4>hf_transfer)' package is not available in your environment/,
    sentence: 'the image lacks a Python module or library[: {module}]',
    // The Job that stages the weights has another image.
    remedy: 'Use another image. For the model server, set VLLM_IMAGE.',
  },
  {
    code: 'CUDA_IMAGE',
    by: BY,
    under: [...UNDER, 'MODULE_MISSING', 'NO_TPU'],
    // The loader of Linux, torch, and NVML's Python binding. TensorFlow only warns that it could not load such a library.
    pattern:
      /(?:Error|shared libraries): (?<library>lib(?:cuda|cudart|cublas\w*|cudnn\w*|cufft\w*|cusparse\w*|nccl|nvidia-ml|nvrtc|torch_cuda)[\w-]*\.so[\w.]*): cannot open shared object|Found no NVIDIA driver on your system|No CUDA GPUs are available|NVML Shared Library Not Found/,
    sentence: 'the image, or a package in it, is built for NVIDIA GPUs[: {library}]',
    remedy: 'Use an image for TPUs (VLLM_IMAGE). To show the images of the Deployments',
    command: 'kubectl get deployments -n "$NAMESPACE" -o wide',
  },
  {
    code: 'LIBRARY_MISMATCH',
    by: BY,
    under: [...UNDER, 'MODULE_MISSING', 'TPU_RUNTIME'],
    // A warning is of an extension that is not needed, such as torchvision's.
    pattern: [
      /^(?![^\n]*Warning: )[^\n]*?(?<library>[\w.+-]+\.so[\w.]*): (?:undefined symbol: |symbol \S+ version \S+ not defined|version `[\w.]+' not found)/,
      /ValueError: \w+\.dtype size changed, may indicate binary incompatibility|RuntimeError: operator (?<library>torchvision)::\w+ does not exist/,
      // jax's lib/__init__.py, transformers' utils/versions.py, and Mosaic's serde.cc in libtpu.
      /^RuntimeError: (?<library>jaxlib) (?:is version|version \S+ is newer than and incompatible)|^ImportError: (?<library2>[\w.-]*\w)[<>=!~][^\n]{1,60} is required for a normal functioning of this module, but found|[Ff]ailed to deserialize the (?<library3>Mosaic) module/,
      // uv, and pip.
      /we can conclude that [^\n]{1,200} are incompatible\b|\bResolutionImpossible\b/,
    ],
    sentence: 'libraries of the image do not fit together: {library|one} is of another build or version',
    remedy:
      'Use one released image (VLLM_IMAGE), or install torch, torch_xla, jax and libtpu of one release. To show the versions',
    command: 'python3 -m pip list | grep -iE "^(torch|jax|libtpu|vllm|numpy)"',
  },
  {
    code: 'SERVICE_LINKS',
    by: BY,
    under: [...UNDER, 'SERVER_ARGUMENT', 'INVALID_OBJECT'],
    // vllm/envs.py; what refuses an address of a Service where a number is due: Python's int, click, Go's strconv and net.
    pattern: [
      /\b(?<variable>[A-Z][A-Z0-9_]*) '?tcp:\/\/[^'\s]+'? appears to be a URI/,
      /^(?=[^\n]*(?:[Ii]nvalid|parsing))[^\n]*?(?:\bint(?:eger)?\b|\bport\b|strconv)[^\n]{0,60}?['"\s]tcp:\/\/[\d.]+:\d+|tcp:\/\/[\d.]+:\d+['"]?:? (?:(?:is )?not an? (?:valid )?(?:port|integer|number)|too many colons|parse error)/,
    ],
    sentence: 'Kubernetes sets {variable|an environment variable} for a Service, and the server reads it as a setting',
    remedy: 'Rename the Service, or set enableServiceLinks: false in the pod template. For the model server',
    command: `kubectl patch deployment vllm-tpu -n "$NAMESPACE" -p '{"spec":{"template":{"spec":{"enableServiceLinks":false}}}}'`,
  },
  {
    code: 'WEIGHTS_CORRUPT',
    by: BY,
    under: UNDER,
    pattern:
      /SafetensorError|HeaderTooLarge|MetadataIncompleteBuffer|InvalidHeader\w*|incomplete metadata|PytorchStreamReader failed|invalid load key|Consistency check failed|header too (?:large|small)|checksum .{0,20}mismatch|file .{0,60}(?:is corrupt|truncated)/,
    sentence: 'a file of the weights is incomplete or corrupt',
    remedy:
      'Delete the incomplete file from the bucket and restart the pod, which downloads the file again. To list the files',
    command: 'gcloud storage ls --long gs://"$GSBUCKET"/**',
  },
  {
    code: 'XLA_CACHE_RACE',
    by: BY,
    under: [...UNDER, 'READ_ONLY'],
    pattern:
      /filesystem error: cannot create directories(?!: (?:Permission denied|Read-only))|(?:Stale file handle|File exists)[^\n]*(?:xla|jax|jit|compil)[^\n]*cache/i,
    sentence: 'two replicas wrote the XLA cache at the same time',
    remedy:
      'Start one replica, and wait until it is ready before you start the next one. To disable the cache, set XLA_CACHE=off.',
    patience: '15m',
  },
];
