import { engineFailure, type Launch } from './launch.ts';
import { StartupFailure } from './timeline.ts';

/** huggingface/transformers#34841. @throws StartupFailure under the fault `hub-rate-limit` */
export function strikeHub({ args, faults }: Launch): void {
  if (!faults.active('hub-rate-limit')) return;
  const url = `https://huggingface.co/${args.model}/resolve/main/config.json`;
  throw new StartupFailure([
    'Traceback (most recent call last):',
    '  File "/usr/local/lib/python3.12/site-packages/huggingface_hub/utils/_http.py", line 402, in hf_raise_for_status',
    '    response.raise_for_status()',
    `requests.exceptions.HTTPError: 429 Client Error: Too Many Requests for url: ${url}`,
    '',
    'The above exception was the direct cause of the following exception:',
    '',
    'Traceback (most recent call last):',
    '  File "/workspace/vllm/vllm/transformers_utils/config.py", line 545, in get_config',
    '    raise e',
    `huggingface_hub.errors.HfHubHTTPError: 429 Client Error: Too Many Requests for url: ${url}`,
  ]);
}

/** urllib3's and huggingface_hub's words: vllm-project/vllm-omni#2616, open-instruct#620. @throws StartupFailure under the fault `hub-timeout` */
export function strikeSlowHub({ args, faults, container }: Launch): void {
  if (!faults.active('hub-timeout')) return;
  const request = (): string => container.random.uuid();
  const timeout = `ReadTimeoutError("HTTPSConnectionPool(host='huggingface.co', port=443): Read timed out. (read timeout=10)")`;
  const url = `https://huggingface.co/${args.model}/resolve/main/config.json`;
  const retries = [1, 2, 3, 4, 5].flatMap((retry) => [
    `'(${timeout}, '(Request ID: ${request()})')' thrown while requesting HEAD ${url}`,
    `Retrying in ${Math.min(2 ** (retry - 1), 8)}s [Retry ${retry}/5].`,
  ]);
  throw new StartupFailure([
    ...retries,
    'Traceback (most recent call last):',
    '  File "/workspace/vllm/vllm/transformers_utils/config.py", line 545, in get_config',
    '    raise e',
    `requests.exceptions.ReadTimeout: (${timeout}, '(Request ID: ${request()})')`,
  ]);
}

/** vllm-project/tpu-inference#2257. @throws StartupFailure under the fault `tpu-busy` */
export function strikeDevices(launch: Launch, at: number): void {
  if (!launch.faults.active('tpu-busy')) return;
  throw engineFailure(launch, at, 'tpu_inference/worker/tpu_worker.py", line 211, in init_device', [
    "RuntimeError: Unable to initialize backend 'tpu': FAILED_PRECONDITION: TPU initialization failed: open(/dev/vfio/0): Device or resource busy: Device or resource busy; Couldn't open iommu group /dev/vfio/0 (set JAX_PLATFORMS='' to automatically choose an available backend)",
  ]);
}

/** Python's words for ENOSPC. @throws StartupFailure under the fault `cache-full` */
export function strikeWrite(launch: Launch, path: string, at: number): void {
  if (!launch.faults.active('cache-full')) return;
  throw engineFailure(launch, at, 'huggingface_hub/file_download.py", line 1014, in hf_hub_download', [
    `OSError: [Errno 28] No space left on device: '${path}'`,
  ]);
}
