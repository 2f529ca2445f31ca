import type { Cause } from '../cause.ts';
import type { Speaker } from '../seen.ts';

const BY: readonly Speaker[] = ['log', 'container'];
const ANSWER: readonly Speaker[] = ['log', 'client', 'api'];
const UNDER = ['MODEL_SERVER_ERROR'];
/** An engine that died is what follows from these. */
const KILLS = [...UNDER, 'ENGINE_DIED'];
const RESTART = 'kubectl rollout restart deployment/vllm-tpu -n "$NAMESPACE"';
const LOGS = 'kubectl logs deployment/vllm-tpu -c vllm-tpu -n "$NAMESPACE" --previous --tail=100';

/** Chips that a process cannot open or that fail, processes that die, and what a running server answers. */
export const server: readonly Cause[] = [
  {
    code: 'TPU_BUSY',
    by: BY,
    under: [...KILLS, 'NO_TPU', 'TPU_RUNTIME'],
    pattern:
      /TPU is already in use by (?:a )?process (?:with pid )?(?<pid>\d+)?|Device or resource busy[^\n]*(?:\/dev\/(?:vfio|accel))|(?:\/dev\/(?:vfio|accel)\S*)[^\n]*(?:Device or resource busy|[Ii]n use)|[Tt]he TPU is (?:already )?in use|libtpu\.so (?:is )?already in use|another process .{0,60}(?:TPU|libtpu|chips)|libtpu_lockfile/,
    sentence: 'another process uses the chips[ (PID {pid})]',
    remedy: 'Only one process can use the chips of a machine. Restart the pod',
    command: RESTART,
    patience: '10m',
  },
  {
    code: 'NO_TPU',
    by: BY,
    under: [...KILLS, 'TPU_RUNTIME'],
    pattern:
      /Unable to initialize backend '(?:tpu|TPU)': (?:UNAVAILABLE|NOT_FOUND|FAILED_PRECONDITION)|[Nn]o TPU (?:devices?|chips?|[Pp]latform)? ?(?:found|available|detected)|Failed to find (?:any )?TPU|Couldn't open iommu group|No (?:jellyfish|ba16c7433) device found|(?:Failed to (?:infer|initialize)|no) device type|Unknown (?:backend|platform):? '?tpu|0 TPU chips|TPU_\w+ .{0,40}(?:is )?not set|tpu_info .{0,20}not found|PJRT_DEVICE[^\n]{0,40}(?:not (?:set|specified|defined)|must be set)/,
    sentence: 'the process finds no TPU chip',
    remedy:
      'Request google.com/tpu in the container, select the nodes of the machine type, and use an image for TPUs. To show the chips of each node',
    command: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,TPU:.status.allocatable."google\\.com/tpu"',
  },
  {
    code: 'CHIP_ACCESS',
    by: BY,
    under: [...KILLS, 'NO_TPU', 'TPU_RUNTIME', 'READ_ONLY'],
    // libtpu, with the words of open(2).
    pattern:
      /open\((?<device>\/dev\/(?:accel|vfio)[\w/]*)\): (?:Operation not permitted|Permission denied)|Couldn't open (?:device|iommu group):? (?<device2>\/dev\/(?:accel|vfio)[\w/]*)[^\n]{0,20}(?:Operation not permitted|Permission denied)|Permission denied: '(?<device3>\/dev\/(?:accel|vfio)[\w/]*)/,
    sentence: 'the process has no permission to open the TPU device {device}',
    remedy:
      "Request google.com/tpu in the container's limits: the device plugin then mounts the chips. To show the limits of the containers",
    command:
      'kubectl get pods -n "$NAMESPACE" -o custom-columns=NAME:.metadata.name,TPU:.spec.containers[*].resources.limits',
  },
  {
    // Mosaic compiles the kernels that vLLM writes in Pallas: jax, pallas/mosaic.
    code: 'TPU_KERNEL',
    by: BY,
    under: [...KILLS, 'TPU_RUNTIME'],
    confidence: 'likely',
    pattern: /Mosaic failed to compile(?: TPU kernel)?(?:: (?<why>[^\n]{1,160}))?/,
    sentence: 'a kernel does not compile for this chip, model or setting[: {why}]; it fails the same way each time',
    remedy: 'Use another VLLM_IMAGE, another data type or another model. A restart does not help. See the tags',
    page: 'https://hub.docker.com/r/vllm/vllm-tpu/tags',
  },
  {
    code: 'TPU_RUNTIME',
    by: BY,
    under: KILLS,
    pattern:
      /(?:JaxRuntimeError|XlaRuntimeError): (?<status>[A-Z_]+): (?<what>[^\n]{0,120})|TPU (?:has encountered|is in) an? (?:internal )?(?:error|bad state)|[Ss]lice (?:health check|builder)[^\n]*(?:fail|unhealthy)|[Cc]ore halted unexpectedly|[Hh]alt is unexpected, all pending programs will fail|likely an XLA compiler bug|Mosaic failed to compile|LLVM compilation error|libtpu\.so[^\n]{0,60}(?:version|mismatch|undefined symbol)|ICI[^\n]{0,60}(?:link|failure)|SLICE_FAILURE_\w+|TPU session error|Bad StatusOr access|Unable to initialize backend '(?:tpu|TPU)'|TPU initialization failed|Failed to initialize TPU system|\bTpu\w+ not available in this library|Failed to get (?:global )?TPU topology|PJRT (?:plugin|API) [^\n]*version|PJRT_\w+ size/,
    confidence: 'likely',
    sentence: 'the TPU runtime fails[: {status}][: {what}]',
    remedy: 'Restart the pod. If the error persists, try another VLLM_IMAGE, then another node',
    command: RESTART,
    patience: '10m',
  },
  {
    // JAX's xla_bridge.py, the coordination service of XLA, and libtpu's reading of TPU_WORKER_HOSTNAMES.
    code: 'SLICE_HOSTS',
    by: BY,
    under: [...KILLS, 'TPU_RUNTIME'],
    confidence: 'likely',
    pattern:
      /unexpected worker hostname [^\n]{1,200}TPU_WORKER_HOSTNAMES|Did you run your code on all TPU hosts|\/tensorflow\.CoordinationService\/|[Cc]oordination [Ss]ervice[^\n]{0,160}(?:DEADLINE_EXCEEDED|UNAVAILABLE|[Hh]eartbeat|[Bb]arrier|timed out)|slice_builder_worker_addresses specified\. Expected (?<hosts>\d+) worker addresses, got (?<found>\d+)/,
    sentence: 'a process waits for the other hosts of its slice[: {found} of {hosts} addresses are known]',
    remedy:
      'Start one pod on each host of the slice at the same time, for example with a JobSet, and allow traffic between them. On a machine that is a whole slice, unset TPU_WORKER_HOSTNAMES and TPU_PROCESS_ADDRESSES. For slices of several hosts',
    page: 'https://cloud.google.com/kubernetes-engine/docs/how-to/tpu-multislice',
    patience: '15m',
  },
  {
    // libtpu's controller, which ends the healthy workers of a slice too.
    code: 'SLICE_WORKER',
    by: BY,
    under: [...KILLS, 'TPU_RUNTIME'],
    confidence: 'likely',
    pattern:
      /anomalous TPU ?worker process is detected(?:: (?<reason>SLICE_FAILURE_\w+))?|(?<reason2>SLICE_FAILURE_WORKER_\w+)/,
    sentence: 'the TPU runtime ends this process because another worker of the slice failed[: {reason}]',
    remedy: 'Find the first error in the logs of the other pods of the slice. To list the pods',
    command: 'kubectl get pods -n "$NAMESPACE" -o wide',
    patience: '10m',
  },
  {
    code: 'SHARED_MEMORY',
    by: BY,
    under: [...KILLS, 'NO_SPACE'],
    pattern:
      /No space left on device: '\/(?:psm_|dev\/shm)|[Ii]nsufficient space in \/dev\/shm|Bus error|insufficient shared memory|\/dev\/shm[^\n]{0,80}(?:full|No space|too small|not enough)|unable to (?:open|allocate) shared memory(?![^\n]*[Tt]oo many open)|shm_(?:open|broadcast)[^\n]{0,60}(?:No space|[Ee]rror)/,
    sentence: 'the shared memory (/dev/shm) of the container is too small',
    remedy: 'Mount an emptyDir with medium: Memory at /dev/shm.',
  },
  {
    code: 'HOST_MEMORY',
    by: BY,
    under: KILLS,
    confidence: 'likely',
    pattern: [
      // Ray lists what may have ended an actor; that is no reason.
      /^(?![^\n]*potential root causes)[^\n]*?(?:(?:died|exited|terminated|killed)[^\n]{0,40}(?:signal (?:9|SIGKILL)|SIGKILL|exit ?code:? ?-9)|exitcode[:=] ?-9|Failed core proc\(s\): \{[^}\n]*: -9\b|\bMemoryError\b|std::bad_alloc|[Cc]annot allocate memory|(?:^|\s)Killed\s*$)/,
      // bash's report of a child; Ray's memory monitor (node_manager.cc, OutOfMemoryError).
      /: line \d+: +\d+ Killed\b|killed due to (?:memory pressure|the node running low on memory)/,
    ],
    sentence: 'the process was killed or could not allocate memory',
    remedy: 'Give the container more memory. Volumes in memory count towards its limit. To show the limits',
    command: 'kubectl describe pods -n "$NAMESPACE"',
  },
  {
    code: 'PORT_IN_USE',
    by: [...BY, 'client', 'gcloud'],
    under: UNDER,
    pattern:
      /[Aa]ddress already in use(?:[^\n]*?(?<port>\b\d{4,5}\b))?|EADDRINUSE(?:[^\n]*:(?<port2>\d+))?|bind on address \('[^']*', (?<port3>\d+)\)/,
    sentence: 'the port[ {port}] is in use by another process',
    remedy: 'Stop the process, or use another port. To show the process',
    command: 'lsof -i :{port|8000}',
  },
  {
    code: 'ENGINE_DIED',
    by: ANSWER,
    under: UNDER,
    pattern:
      /EngineDeadError|Engine core proc \S+ died|EngineCore (?:encountered (?:an issue|a fatal error)|.{0,20}died|has died)|AsyncEngineDeadError|Background loop has errored|Engine (?:is|loop is) (?:dead|not running)|Engine loop has died|(?:Async)?LLMEngine has failed|MQEngineDeadError|MQLLMEngine is already dead|Engine process \(pid \d+\) died/,
    sentence: 'the engine of vLLM has stopped',
    remedy: 'Find the first error in the log',
    command: LOGS,
  },
  {
    // multiproc_executor.py, and utils.py of the engine, which waits for its processes.
    code: 'ENGINE_TIMEOUT',
    by: ANSWER,
    under: KILLS,
    pattern:
      /TimeoutError: RPC call to (?<call>\w+) timed out|[Tt]imed out waiting for engine (?:core )?process(?:es)? to start/,
    sentence: 'a process of the engine did not answer in time[: {call}]',
    remedy:
      'Restart the pod. If the error persists, look for an error or a compilation before it, or raise VLLM_EXECUTE_MODEL_TIMEOUT_SECONDS (for a start: VLLM_ENGINE_READY_TIMEOUT_S). To show the log',
    command: LOGS,
  },
  {
    // Its handler of SIGTERM, while it starts: api_server.py.
    code: 'TERMINATED',
    by: BY,
    under: KILLS,
    confidence: 'likely',
    pattern: /^KeyboardInterrupt: terminated$/,
    sentence:
      'the server received SIGTERM while it was starting, for example because its startup probe ran out of time',
    remedy: 'Read the events of the pod. If its startup probe failed, raise failureThreshold. To show the events',
    command: 'kubectl get events -n "$NAMESPACE" --sort-by=.lastTimestamp',
  },
  {
    // vLLM's ray_utils.py and Ray's placement groups.
    code: 'RAY_RESOURCES',
    by: ANSWER,
    under: [...UNDER, 'NO_TPU', 'TP_SIZE'],
    pattern:
      /exceeds the total number of available (?:GPUs|TPUs) in the placement group|No available node types can fulfill resource request|Not enough resources to allocate (?<groups>\d+) placement groups|Cannot provide a placement group [^\n]{1,200}within \d+ seconds|Current node has no (?:GPU|TPU) available|Waiting for creating a placement group of specs for/,
    sentence: 'the Ray cluster lacks the chips or CPUs of the[ {groups}] placement groups that vLLM requests',
    remedy:
      'Check that the Ray nodes have enough chips for the tensor parallel size of all replicas. To show the resources',
    command: 'ray status',
  },
  {
    // Ray's node.py and gcs_rpc_client.h, KubeRay's init container, vLLM's multi-node-serving.sh.
    code: 'RAY_HEAD',
    by: BY,
    under: [...KILLS, 'CONNECTION'],
    confidence: 'likely',
    pattern:
      /The current node timed out during startup|Failed to get node info b?'RPC error|Timed out while waiting for GCS to become available|Failed to connect to GCS(?: at address (?<address>[\w.:-]+))? within \d+ sec|Failed to connect to Ray cluster at address: (?<address2>[\w.:-]*\w)|^Error: Missing argument --ray_address/,
    sentence: 'a Ray worker cannot reach the head of its cluster[ at {address}]',
    remedy:
      'Check that the pod of the head is ready, that the workers have its address (LWS_LEADER_ADDRESS in a LeaderWorkerSet), and that the pods reach each other on the ports of Ray. To list the pods',
    command: 'kubectl get pods -n "$NAMESPACE" -o wide',
    patience: '15m',
  },
  {
    code: 'MODEL_NAME',
    by: ANSWER,
    under: ['OBJECT_MISSING', 'REQUEST_PATH'],
    pattern: /The model `?(?<model>[^`"\s]+)`? does not exist/,
    sentence: 'the request names a model that the server does not serve[: {model}]',
    remedy: 'Use a name that the server lists',
    command: 'kubectl exec deployment/vllm-tpu -c vllm-tpu -n "$NAMESPACE" -- curl -s localhost:8000/v1/models',
  },
  {
    code: 'CONTEXT_LENGTH',
    by: ANSWER,
    pattern:
      /(?:model's maximum context length|maximum context length|exceeds the (?:model's )?maximum (?:model )?length) (?:is|of) (?<length>\d+)(?: tokens)?[^\n]*?(?:(?:requested|has|contains|your) (?<requested>\d+))?|longer than the maximum model length of (?<length2>\d+)|'?max_(?:completion_)?tokens'? (?:.{0,60}too large|must be at least 1, got -\d+)/,
    sentence: 'the request exceeds the context length[ of {length} tokens]',
    remedy: 'Shorten the prompt or max_tokens, or raise --max-model-len.',
  },
  {
    code: 'TOOL_CALLS',
    by: ANSWER,
    pattern: /tool choice requires (?<arguments>--[\w-]+(?: and --[\w-]+)?)/,
    sentence: 'the request uses tools, and the server runs without {arguments}',
    remedy: 'Add --enable-auto-tool-choice and the --tool-call-parser of the model to the arguments of vLLM',
    page: 'https://docs.vllm.ai/en/latest/features/tool_calling/',
  },
  {
    code: 'SERVER_OVERLOADED',
    by: ANSWER,
    under: ['API_UNAVAILABLE', 'THROTTLED'],
    pattern:
      /QueueOverflow|system saturated, sheddable request dropped|(?:[Ww]aiting )?queue is full|max(?:imum)?[ _-](?:num[ _-])?(?:queued|waiting)[ _-]?(?:reqs|requests|tokens)|[Ss]erver (?:is )?overloaded/,
    sentence: 'the queue of the model server is full',
    remedy: 'Send fewer requests at a time, or add a replica',
    command: 'kubectl get hpa -n "$NAMESPACE"',
  },
  {
    code: 'MODEL_SERVER_ERROR',
    by: ['log'],
    fallback: true,
    // Any program ends with exceptions: prefixes of vLLM's processes, its modules, its own words, or a log of its pod.
    sign: /\((?:EngineCore|APIServer|ApiServer|VllmWorker|Worker)\w*(?: \w+=\S+)+\)|\/vllm\b|\bvllm(?:\.\w|\/|-tpu| serve|: error)|\btpu_(?:inference|commons)\b|Engine core (?:proc|initialization)/,
    confidence: 'likely',
    // The name of an exception, with or without its module, at the start of a line.
    pattern:
      /^(?<exception>(?:[A-Za-z_]\w*\.)*(?:[A-Z]\w*)?(?:Error|Exception|Interrupt|Exit|Failure|Fault|Timeout|Iteration|Warning(?=: .*[Ee]rror)))(?:: (?<message>[^\n]{0,200})[^\n]*)?$|^(?<exception2>(?:[a-z_]\w*\.)+[A-Z]\w+): (?<message2>[^\n]{1,200})$|^[\w./ -]+: error: (?<message3>[^\n]{1,200})/,
    sentence: 'the model server exits with an unknown error[: {exception}]',
    remedy: 'Read the last lines of the log',
    command: LOGS,
    patience: '10m',
  },
];
