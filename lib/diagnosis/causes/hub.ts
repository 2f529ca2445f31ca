import type { Cause } from '../cause.ts';
import type { Speaker } from '../seen.ts';

const BY: readonly Speaker[] = ['log', 'client', 'container'];
const UNDER = [
  'MODEL_SERVER_ERROR',
  'CONNECTION',
  'PERMISSION',
  'THROTTLED',
  'OBJECT_MISSING',
  'API_UNAVAILABLE',
  'GATEWAY_TIMEOUT',
];
/** A model's or a file's address on the Hub. */
const REPO = String.raw`huggingface\.co\/(?:api\/(?:models|resolve-cache\/models)\/)?(?<model>[\w.-]+\/[\w.-]+?)`;
const END = String.raw`(?=\/|\.?(?:['"\s)]|$))`;
/** Not about an address of another server. */
const NOT_ELSEWHERE = String.raw`(?![^\n]*https?:\/\/(?!(?:[\w-]+\.)*(?:huggingface\.co|hf\.co)\b))`;
const TO_RESTART = 'kubectl rollout restart deployment/vllm-tpu -n "$NAMESPACE"';

/**
 * Why the Hugging Face Hub does not give a file. Its 401 and 403 both mention a gated repository. `status: 403` is how the
 * client for Rust (hf-hub, with ureq) prints an answer, `Status(403)` that of its store (xet, with reqwest).
 */
export const hub: readonly Cause[] = [
  {
    code: 'HF_LICENCE',
    by: BY,
    under: [...UNDER, 'HF_TOKEN', 'HF_GATED', 'HF_MODEL_MISSING', 'HF_UNREACHABLE'],
    pattern: [
      new RegExp(String.raw`(?:403 (?:Client Error|Forbidden)|status: 403)[^\n]*${REPO}${END}`),
      new RegExp(
        String.raw`[Cc]annot access gated repo for url https:\/\/${REPO}${END}[^\n]*(?:not in the authorized list|403)`,
      ),
      /(?:Access to model (?<model2>\S+) is restricted and you are not|not in the authorized list)/,
      /awaiting a review from the repo authors|Your request to access (?:model|this repo)|ask for access/,
      // The signed addresses of the store are given to accounts that have access.
      new RegExp(
        `(?:403 Client Error|Client error '403)(?![^\\n]*https?://(?:cdn-lfs|[\\w.-]*xethub))${NOT_ELSEWHERE}`,
      ),
    ],
    sentence: 'the account of the token has no access to the model[ {model}]: it has not accepted the licence',
    remedy: "Accept the licence on the model's page; the pod tries again within 5 minutes",
    page: 'https://huggingface.co/{model|models}',
  },
  {
    code: 'HF_TOKEN',
    by: BY,
    under: [...UNDER, 'HF_GATED', 'HF_UNREACHABLE', 'NOT_LOGGED_IN'],
    pattern: [
      new RegExp(String.raw`(?:401 (?:Client Error|Unauthorized)|status: 401)[^\n]*${REPO}${END}`),
      new RegExp(`(?:401 Client Error|Client error '401)${NOT_ELSEWHERE}`),
      /Invalid (?:user|username or password|credentials in Authorization) ?(?:token)?|Access to model (?<model>\S+) is restricted\. You must have access|You must (?:be authenticated|have access to it and be authenticated)|Token is required|fine-grained token settings|Make sure your token has the correct permissions|LocalTokenNotFoundError|Your token .{0,40}(?:expired|invalid)|^User Access Token "[^"]*" is expired|OAuth token .{0,20}expired/,
    ],
    sentence: 'Hugging Face does not accept the token, or the request has none',
    remedy: 'Set HF_TOKEN to a token that can read the model, update the Secret, and restart the pods',
    command: TO_RESTART,
  },
  {
    // transformers says the same for a missing token and for a licence that was not accepted.
    code: 'HF_GATED',
    by: BY,
    under: [...UNDER, 'HF_MODEL_MISSING', 'HF_UNREACHABLE'],
    confidence: 'likely',
    pattern: new RegExp(
      String.raw`You are trying to access a gated repo|Make sure to (?:request access|have access to it) at https:\/\/${REPO}(?=\.?(?:[\s'"]|$))`,
    ),
    sentence: 'the model[ {model}] is gated, and the token is missing or its account has no access',
    remedy: "Accept the licence on the model's page with the account of HF_TOKEN, and check that the pod has the token",
    page: 'https://huggingface.co/{model|models}',
  },
  {
    code: 'HF_RATE_LIMIT',
    by: BY,
    under: [...UNDER, 'HF_UNREACHABLE', 'HF_TOKEN', 'HF_DOWNLOAD', 'REQUEST_RATE'],
    pattern:
      /(?:429 (?:Client Error|Too Many Requests)|status: 429|Status\(429\))[^\n]*(?:huggingface\.co|hf\.co)|(?:huggingface\.co|hf\.co)[^\n]{0,200}(?:429|[Tt]oo [Mm]any [Rr]equests)|We had to rate limit (?:you|your IP)|You have exceeded your (?:hourly|monthly)? ?quota .{0,60}(?:hugging|hf)|Your IP .{0,40}rate limit/i,
    sentence: 'Hugging Face receives too many requests from this address or account (HTTP 429)',
    remedy: 'Wait some minutes. Requests with a token have a higher limit; weights in the bucket need no request.',
    patience: '20m',
  },
  {
    code: 'HF_UNREACHABLE',
    by: BY,
    under: [...UNDER, 'HF_DOWNLOAD'],
    follows: { lines: /\[Errno 24\]|[Tt]oo many open files/, from: ['OPEN_FILES'] },
    pattern: [
      /HTTPSConnectionPool\(host='(?<host>(?:[\w-]+\.)*(?:huggingface\.co|hf\.co))'[^\n]*(?:Read timed out|Max retries|Connect|timed out)/,
      /(?:We couldn't connect to|[Cc]ouldn't reach|Can't reach|connect to) '?https:\/\/(?<host>(?:[\w-]+\.)*(?:huggingface\.co|hf\.co))/,
      /(?<host>(?:[\w-]+\.)*(?:huggingface\.co|hf\.co))[^\n]{0,160}(?:50[0234] (?:Server Error|Bad|Service|Gateway)|Connection (?:refused|reset)|timed? ?out|[Uu]nreachable)|(?:50[0234] Server Error|status: 50[0234]|Status\(50[0234]\))[^\n]*(?<host2>(?:[\w-]+\.)*(?:huggingface\.co|hf\.co))/,
      // huggingface_hub tells each attempt that it repeats: utils/_http.py.
      /(?:[Cc]onnection|[Tt]imed? ?out|\[Errno)[^\n]{0,300}thrown while requesting (?:GET|HEAD) https:\/\/(?<host>(?:[\w-]+\.)*(?:huggingface\.co|hf\.co))/,
      /CAS service error[^\n]*(?:[Tt]imer expired|[Tt]imed? ?out|[Rr]eq\w*(?: [Mm]iddleware)? [Ee]rror|[Cc]onnect)|LocalEntryNotFoundError|An error happened while trying to locate the file on the Hub and we cannot find the requested files in the local cache/,
    ],
    sentence: 'the pod cannot reach Hugging Face[ ({host})], or gets no answer in time',
    remedy: 'Check that the nodes reach the internet: private nodes need Cloud NAT. For outages of Hugging Face',
    page: 'https://status.huggingface.co',
    patience: '20m',
  },
  {
    // huggingface_hub refuses itself, and does not ask the Hub: utils/_http.py, file_download.py.
    code: 'HF_OFFLINE',
    by: BY,
    // Other tools have an offline mode too.
    sign: /hugging|HF_HUB|\bhf\.co\b|OfflineModeIsEnabled|LocalEntryNotFound|\blocal_files_only\b/i,
    under: [...UNDER, 'HF_UNREACHABLE', 'HF_MODEL_MISSING', 'HF_FILE_MISSING'],
    pattern: [
      /huggingface\.co\/(?:api\/models\/)?(?<model>(?!api\/)[\w.-]+\/[\w.-]*\w)(?=[/:])[^\n]*offline mode is enabled/,
      /\bOfflineModeIsEnabled\b|[Oo]ffline mode is enabled|outgoing traffic has been disabled/,
    ],
    sentence: 'a file[ of {model}] is not in the cache, and the offline mode of huggingface_hub forbids its download',
    remedy:
      'Allow downloads, or copy the files to a volume and set --model to their folder. To unset the variables of the offline mode',
    command: 'kubectl set env deployment/vllm-tpu -n "$NAMESPACE" HF_HUB_OFFLINE- TRANSFORMERS_OFFLINE-',
  },
  {
    code: 'HF_DOWNLOAD',
    by: BY,
    under: ['MODEL_SERVER_ERROR', 'CONNECTION'],
    confidence: 'likely',
    pattern:
      /CAS service error(?![^\n]*(?:[Tt]imer expired|[Tt]imed? ?out|[Rr]eq\w*(?: [Mm]iddleware)? [Ee]rror|[Cc]onnect))[ :]*(?<what>[^\n]{0,160})|416 (?:Client Error: )?(?:Requested )?Range Not Satisfiable[^\n]*(?:huggingface\.co|hf\.co)/,
    sentence: 'a download from Hugging Face is incomplete or refused[: {what}]',
    remedy:
      'Delete the incomplete file, then start the pod again, with HF_HUB_DISABLE_XET=1 if the error persists. To restart the pods',
    command: TO_RESTART,
    patience: '10m',
  },
  {
    code: 'HF_MODEL_MISSING',
    by: BY,
    under: UNDER,
    // vLLM's model_config.py and transformers' hub.py say so after any answer that gives no file: llm-d-router#1527.
    follows: {
      lines: /Invalid repository ID or local directory specified|is not a local folder and is not a valid model/,
      from: ['HF_RATE_LIMIT', 'HF_TOKEN', 'HF_LICENCE', 'HF_GATED', 'HF_UNREACHABLE', 'HF_OFFLINE', 'THROTTLED'],
    },
    pattern: [
      new RegExp(String.raw`(?:404 Client Error|Repository Not Found)[^\n]*${REPO}${END}`),
      /['"]?(?<model>[\w.-]+(?:\/[\w.-]+)?)['"]? is not a local folder and is not a valid model identifier|Invalid repository ID or local directory specified: '(?<model3>[^']+)'|Repository Not Found for url|RepositoryNotFoundError|Repo id must (?:be in the form|use alphanumeric)[^\n]*?: '(?<model2>[^']+)'|HFValidationError(?!: Repo id must)|RevisionNotFoundError/,
    ],
    sentence: 'the model[ {model}] does not exist on Hugging Face, or the token cannot read it',
    remedy: 'Check MODEL, and that the token can read the model',
    page: 'https://huggingface.co/{model|models}',
  },
  {
    code: 'HF_FILE_MISSING',
    by: BY,
    under: [...UNDER, 'HF_MODEL_MISSING'],
    pattern:
      /(?<model>[\w./-]+) does not appear to have (?:a |any )?files? named (?<file>[\w./-]*\w)|\bEntryNotFoundError|Entry Not Found for url: https:\/\/huggingface\.co\/(?<model2>[\w.-]+\/[\w.-]+)\/resolve\/\w+\/(?<file2>[\w./-]+\w)|Cannot find any (?:model weights with|(?<file4>\*?[\w.*-]+) files in )|no file named (?<file3>[\w.-]+\.(?:bin|safetensors|json))/,
    sentence: 'the model[ {model}] does not have the file[ {file}] that the server needs',
    remedy: 'Use a model with safetensors weights and a config.json',
    page: 'https://huggingface.co/{model|models}',
  },
  {
    // huggingface_hub's utils/_validators.py: inference-perf#159. A path has a cause of its own.
    code: 'HF_NAME',
    by: BY,
    under: [...UNDER, 'HF_MODEL_MISSING'],
    pattern:
      /(?:Repo id must use alphanumeric[^\n]*|Cannot have -- or \.\. in repo_id|Repo_id cannot end by '\.git'): '(?<model>(?!\.{0,2}\/|~|[a-z][a-z0-9]*:\/\/)[^'/\\]+(?:\/[^'/\\]+)?)'/,
    sentence: '{model} is not a valid repository name on Hugging Face',
    remedy:
      'Write the name as ORGANIZATION/NAME, also for the tokenizer of a load client. Tags after a colon, as in Ollama, do not exist on Hugging Face. To find the name',
    page: 'https://huggingface.co/models',
  },
];
