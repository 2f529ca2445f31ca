import type { Random } from '../../core/random.ts';
import { accessMessage, type HubRefusal, requestId } from '../startup/hub.ts';

/** The words of Python for an exception of `hf` that another one caused. */
const causedBy = (cause: readonly string[], exception: readonly string[]): readonly string[] => [
  'Traceback (most recent call last):',
  ...cause,
  '',
  'The above exception was the direct cause of the following exception:',
  '',
  'Traceback (most recent call last):',
  '  File "/usr/local/bin/hf", line 8, in <module>',
  '    sys.exit(main())',
  ...exception,
];

/** What `hf` 1.33 prints with HF_DEBUG=1, seen against a server that refuses: without it 401 and 403 read alike. */
export function deniedDownload(name: string, refusal: HubRefusal, random: Random): readonly string[] {
  const url = `https://huggingface.co/${name}/resolve/main/config.json`;
  const status = refusal === 401 ? 'Unauthorized' : 'Forbidden';
  return [
    'Error: Access denied. This repository requires approval.',
    ...causedBy(
      [
        '  File "/usr/local/lib/python3.12/site-packages/huggingface_hub/utils/_http.py", line 779, in hf_raise_for_status',
        '    response.raise_for_status()',
        `httpx.HTTPStatusError: Client error '${refusal} ${status}' for url '${url}'`,
        `For more information check: https://developer.mozilla.org/en-US/docs/Web/HTTP/Status/${refusal}`,
      ],
      [
        `huggingface_hub.errors.GatedRepoError: ${refusal} Client Error. (Request ID: ${requestId(random)})`,
        '',
        `Cannot access gated repo for url ${url}.`,
        accessMessage(name, refusal),
      ],
    ),
  ];
}

export function permissionTraceback(error: string): readonly string[] {
  return [
    'Traceback (most recent call last):',
    '  File "/usr/local/lib/python3.12/site-packages/huggingface_hub/_snapshot_download.py", line 448, in snapshot_download',
    '    ref_path.write_text(commit_hash)',
    error,
  ];
}

/** The words of httpx and of huggingface_hub 1.x, `_snapshot_download.py`. */
export const SLOW_HUB: readonly string[] = causedBy(
  [
    '  File "/usr/local/lib/python3.12/site-packages/httpx/_transports/default.py", line 118, in map_httpcore_exceptions',
    '    raise mapped_exc(message) from exc',
    'httpx.ReadTimeout: The read operation timed out',
  ],
  [
    'huggingface_hub.errors.LocalEntryNotFoundError: An error happened while trying to locate the files on the Hub and we cannot find the appropriate snapshot folder for the specified revision on the local disk. Please check your internet connection and try again.',
  ],
);
