import type { Cause } from '../cause.ts';
import type { Speaker } from '../seen.ts';

const BY: readonly Speaker[] = ['container', 'event', 'condition', 'log', 'kubectl'];
/** A container's state, before the words about its image. */
const CONTAINER = String.raw`container (?<container>[\w-]+) is waiting: [^\n]*?`;
const IMAGE = String.raw`(?:${CONTAINER})?(?:[Ff]ailed to pull(?: and unpack)? image|image|pulling image) "?\\?"?(?<image>[\w./-]+(?::[\w.-]+)?(?:@sha256:\w+)?)\\?"?[^\n]*?`;

/** A line that no kubelet or container runtime wrote. */
const NOT_KUBELET = String.raw`^(?![^\n]*(?:[Ff]ailed to pull|failed to resolve|rpc error|[Pp]ulling image))[^\n]*`;

/** The kubelet's warnings, in every namespace: the adapter's image is pulled in another one than the model server's. */
const WARNINGS = 'kubectl get events -A --field-selector=reason=Failed';

/**
 * Why an image cannot be pulled or started. Of all images, only the model server's is a variable: `serverImage` is filled
 * when the image is that one.
 */
export const image: readonly Cause[] = [
  {
    code: 'IMAGE_PULL',
    by: BY,
    pattern: [
      new RegExp(
        `(?:${CONTAINER})?(?:[Ff]ailed to pull(?: and unpack)? image|Back-off pulling image|pulling image) "(?<image>[^"]+)"`,
      ),
      /container "?(?<container>[\w-]+)"?(?: in pod "[^"]+")? is waiting to start: (?:(?<image>[\w./:@-]+) can't be pulled|trying and failing to pull image)/,
      /failing to pull image|ErrImagePull|ImagePullBackOff|ErrImageNeverPull|InvalidImageName|Failed to pull image|Back-off pulling image|couldn't parse image/,
    ],
    sentence: 'the image[ {image}][ of container {container}] cannot be pulled',
    remedy: "Check the name and the tag of the image[: VLLM_IMAGE={serverImage}]. To show the registry's answer",
    command: WARNINGS,
  },
  {
    code: 'IMAGE_NOT_FOUND',
    by: BY,
    under: ['IMAGE_PULL', 'OBJECT_MISSING'],
    pattern: [
      new RegExp(
        `${IMAGE}(?:: not found|manifest unknown|manifest for .{1,120} not found|name unknown|repository .{1,80} (?:not found|does not exist))`,
      ),
      // The codes of a registry's API, as go-containerregistry prints them.
      /\/v2\/(?<image>[\w./-]+?)\/(?:manifests|blobs)\/[^\s"]+: (?:MANIFEST|NAME|BLOB)_UNKNOWN|\b(?:MANIFEST|NAME)_UNKNOWN: /,
      /manifest unknown|manifest for (?<image>\S+) not found|failed to resolve reference "(?<image2>[^"]+)": [^\n]*not found|repository does not exist(?![^\n]*denied: [Pp]ermission)|name unknown|InvalidImageName|couldn't parse image(?: name| reference)? "(?<image3>[^"]+)"/,
    ],
    sentence: 'the image[ {image}][ of container {container}] does not exist in the registry',
    remedy:
      "Correct the name or the tag of the image[: VLLM_IMAGE={serverImage}][ (tags: https://hub.docker.com/r/{hub}/tags)]. To show the registry's answer",
    command: WARNINGS,
  },
  {
    code: 'IMAGE_FORBIDDEN',
    by: BY,
    under: ['IMAGE_PULL', 'PERMISSION', 'NOT_LOGGED_IN'],
    pattern: [
      new RegExp(
        `${IMAGE}(?:denied|403 Forbidden|401 Unauthorized|unauthorized|authorization failed|authentication required|insufficient_scope)`,
      ),
      /failed to fetch (?:oauth|anonymous) token|pull access denied for (?<image>\S+?),?\s|[Ss]tatus(?: code)? 40[13] trying to pull|[Uu]nable to access the repository|artifactregistry\.repositories\.downloadArtifacts|\/v2\/(?<image2>\S+?)\/manifests\/\S+?"?: (?:40[13] )?(?:[Ff]orbidden|[Uu]nauthorized|[Dd]enied)\b/,
    ],
    sentence: 'the nodes may not pull the image[ {image}][ of container {container}], or the image does not exist',
    remedy:
      "Grant the nodes' service account roles/artifactregistry.reader, or add an imagePullSecret. A public image needs neither. To list the accounts with such a role",
    command:
      'gcloud projects get-iam-policy "$PROJECT_ID" --flatten="bindings[].members" --filter="bindings.role:artifactregistry" --format="table(bindings.role,bindings.members)"',
  },
  {
    // Artifact Registry and Container Registry, to Docker or BuildKit: maxtext#1557, cloud-run-button#247. A kubelet's
    // pull has the account of the node.
    code: 'REGISTRY_LOGIN',
    by: ['client'],
    under: ['IMAGE_FORBIDDEN', 'IMAGE_PULL', 'NOT_LOGGED_IN', 'PERMISSION', 'NO_DEFAULT_CREDENTIALS'],
    confidence: 'likely',
    pattern: [
      new RegExp(
        `${NOT_KUBELET}Unauthenticated requests? do(?:es)? not have permission "artifactregistry\\.repositories\\.\\w+"(?:[^\\n]*locations/(?<location>[\\w-]+)/repositories/(?<repository>[\\w.-]+))?`,
      ),
      new RegExp(
        `${NOT_KUBELET}unauthorized: You don't have the needed permissions to perform this operation, and you may have invalid credentials`,
      ),
      /failed to (?:solve|push)[^\n]*?(?<registry>[\w-]+docker\.pkg\.dev|(?:\w+\.)?gcr\.io)\/[^\n]*(?:failed to fetch (?:anonymous|oauth) token|Unauthenticated request)/,
    ],
    sentence: 'Docker is not logged in to the registry[ {registry}]',
    remedy: 'Log in with an account that has roles/artifactregistry.writer (to pull: roles/artifactregistry.reader)',
    command: 'gcloud auth configure-docker {registry}',
  },
  {
    code: 'IMAGE_RATE_LIMIT',
    by: BY,
    under: ['IMAGE_PULL', 'THROTTLED', 'IMAGE_FORBIDDEN'],
    pattern: [
      new RegExp(`${IMAGE}(?:toomanyrequests|429 Too Many Requests|QPS exceeded)`),
      // The API server has the same word in brackets, and OpenAI's library in an exception.
      /(?<!\()toomanyrequests(?!error)|You have reached your (?:unauthenticated )?pull rate limit|\b429 trying to pull|(?:pull|image)[^\n]{0,160}429 Too Many Requests|QPS exceeded/i,
    ],
    sentence: 'the registry limits anonymous pulls (HTTP 429)[: image {image}][ of container {container}]',
    remedy: 'Wait, or pull the image through a remote repository of Artifact Registry',
    page: 'https://cloud.google.com/artifact-registry/docs/repositories/remote-overview',
    patience: '30m',
  },
  {
    // containerd's words for a pull that its client, the kubelet, gave up, or that the network cut.
    code: 'IMAGE_PULL_CUT',
    by: BY,
    under: ['IMAGE_PULL', 'CONNECTION'],
    confidence: 'likely',
    pattern: [
      new RegExp(
        `${IMAGE}(?:context canceled|context deadline exceeded|DeadlineExceeded|unexpected EOF|failed size validation)`,
      ),
    ],
    sentence: 'the pull of the image[ {image}] was cut off before its end',
    remedy:
      'Wait: the kubelet tries again. If it repeats, check the network of the node, and use a larger boot disk, which is also faster. To show how long pulls take',
    command: 'kubectl get events -A --field-selector=reason=Pulled',
    patience: '30m',
  },
  {
    code: 'IMAGE_PLATFORM',
    by: BY,
    under: [
      'IMAGE_PULL',
      'IMAGE_NOT_FOUND',
      'COMMAND_MISSING',
      'GMP_OPERATOR_DOWN',
      'METRICS_SERVER',
      'METADATA_SERVER',
    ],
    pattern: /exec format error|no match(?:ing manifest)? for (?:platform in manifest|linux\/\w+)|no matching manifest/,
    sentence: "the image is not built for the node's processor",
    remedy:
      'Use an image for this processor (linux/amd64, unless the node is Arm), or nodes with that of the image. To show the processors',
    command: 'kubectl get nodes -L kubernetes.io/arch',
  },
];
