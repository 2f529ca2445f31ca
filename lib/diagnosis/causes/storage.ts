import type { Cause } from '../cause.ts';
import type { Speaker } from '../seen.ts';

const BY: readonly Speaker[] = ['event', 'log', 'condition', 'container'];
const CLOUD: readonly Speaker[] = [...BY, 'gcloud', 'api', 'client'];

/** Why a bucket or a disk cannot be used. */
export const storage: readonly Cause[] = [
  {
    code: 'BUCKET_MISSING',
    by: CLOUD,
    under: ['OBJECT_MISSING', 'BUCKET_PERMISSION'],
    pattern:
      /failed to get GCS bucket "(?<bucket>[^"]+)": storage: bucket doesn't exist|code = NotFound desc = failed to get GCS bucket(?: "(?<bucket2>[^"]+)")?|storage: bucket doesn't exist|[Tt]he specified bucket does not exist|gs:\/\/(?<bucket3>[\w.-]+)\/? not found: 404|bucket (?:"|')?(?<bucket4>[\w.-]+)(?:"|')? (?:does not|doesn't) exist|NoSuchBucket/,
    sentence: 'the bucket[ {bucket}] does not exist',
    remedy: 'Correct GSBUCKET, or create the bucket',
    command:
      'gcloud storage buckets create gs://{bucket|"$GSBUCKET"} --project="$PROJECT_ID" --location="$CONTROL_PLANE_LOCATION" --uniform-bucket-level-access',
  },
  {
    code: 'BUCKET_PERMISSION',
    by: BY,
    under: ['PERMISSION'],
    pattern: [
      /storage\.googleapis\.com\/(?:\w+\/)*b\/(?<bucket>[\w.-]+)[^\n]*?does not have (?<permission>storage\.\w+\.\w+) access/,
      /does not have (?<permission>storage\.\w+\.\w+) access to the Google Cloud Storage (?:bucket|object)(?:\. .{0,40}bucket "?(?<bucket>[\w.-]+)"?)?/,
      // gsutil and the older API, without a URL
      /does not have (?<permission>storage\.\w+\.\w+) access to (?!the Google)(?:(?:the )?bucket "?|gs:\/\/)?(?<bucket>[\w.-]*\w)/,
      // A principal of Workload Identity, whatever stands for its names: java-storage#204.
      /\.svc\.id\.goog\b[^\n]{0,200}? does not have (?<permission>storage\.\w+\.\w+) access/,
      // gcsfs, with which JAX keeps compiled programs in a bucket
      /Forbidden: https:\/\/storage\.googleapis\.com\/(?:[\w.-]+\/)*?b\/(?<bucket>[\w.-]+)/,
      /failed to get GCS bucket "(?<bucket>[^"]+)":[^\n]*(?:Error 403|forbidden|PermissionDenied|Permission denied)/,
      /[Pp]ermission '?(?<permission>storage\.(?:objects|buckets|managedFolders)\.\w+)'? denied/,
      /code = (?:PermissionDenied|Unauthenticated) desc = failed to (?:prepare|set ?up|get) (?:storage|GCS|the storage)|code = PermissionDenied desc = (?![^\n]*iam\.)[^\n]*(?:[Bb]ucket|gcsfuse|storage)/,
      /(?:gcsfuse|GCS|bucket|storage\.googleapis\.com)(?![^\n]*iam\.)[^\n]{0,200}(?:Error 403|403 Forbidden|forbidden)|\b403 (?:GET|POST|PUT) https:\/\/storage\.googleapis\.com/i,
    ],
    sentence:
      'the pod has no permission[ {permission}] on the bucket[ {bucket}]: the IAM binding is missing or has not taken effect',
    remedy:
      "Grant the pod's service account roles/storage.objectUser on the bucket. A new binding takes a few minutes; the pod then continues",
    command:
      'gcloud storage buckets add-iam-policy-binding gs://{bucket|"$GSBUCKET"} --role=roles/storage.objectUser --member="principal://iam.googleapis.com/projects/$PROJECT_NUMBER/locations/global/workloadIdentityPools/$PROJECT_ID.svc.id.goog/subject/ns/$NAMESPACE/sa/$KSA_NAME"',
    patience: '15m',
  },
  {
    code: 'ACCOUNT_BUCKET_PERMISSION',
    by: BY,
    under: ['BUCKET_PERMISSION', 'PERMISSION'],
    pattern: [
      /(?:\/b\/|GCS bucket ")(?<bucket>[\w.-]+)[^\n]*?(?<account>\b[\w-]{1,63}@[\w.-]{1,99}\.gserviceaccount\.com) does not have (?<permission>storage\.\w+\.\w+) access/,
      /(?<account>\b[\w-]{1,63}@[\w.-]{1,99}\.gserviceaccount\.com) does not have (?<permission>storage\.\w+\.\w+) access/,
    ],
    sentence: 'the service account {account} has no permission {permission} on the bucket[ {bucket}]',
    remedy:
      'Grant the account a role with this permission on the bucket: roles/storage.objectUser for objects, roles/storage.legacyBucketReader for storage.buckets.get. For objects',
    command:
      'gcloud storage buckets add-iam-policy-binding gs://{bucket|"$GSBUCKET"} --role=roles/storage.objectUser --member=serviceAccount:{account}',
    patience: '15m',
  },
  {
    // The driver's event does not say why: SetupService in its pkg/cloud_provider/storage/storage.go.
    code: 'POD_TOKEN',
    by: BY,
    under: ['BUCKET_PERMISSION', 'PERMISSION', 'CONNECTION'],
    pattern: /storage service manager failed to setup service: [^\n]{1,80}/,
    confidence: 'likely',
    sentence:
      "Cloud Storage FUSE gets no token for the pod's service account: its setup is new, or it is annotated with a Google service account for which it may not act",
    remedy:
      'Wait five minutes after a change. Then delete the annotation iam.gke.io/gcp-service-account, or grant roles/iam.workloadIdentityUser on the account that it names. To show it',
    command: 'kubectl get serviceaccount "$KSA_NAME" -n "$NAMESPACE" -o jsonpath="{.metadata.annotations}"',
    patience: '15m',
  },
  {
    // The metadata server's words: ai-on-gke#488, camunda#31106, cloudnative-pg#5370; before 2020, knative-gcp.
    code: 'WORKLOAD_IDENTITY_USER',
    by: [...CLOUD, 'adapter log', 'metrics api'],
    under: ['PERMISSION', 'BUCKET_PERMISSION', 'ACCOUNT_BUCKET_PERMISSION', 'POD_TOKEN', 'MODEL_SERVER_ERROR'],
    pattern:
      /(?:service-accounts\/(?<account>[\w-]{1,63}@[\w.-]{1,99}\.gserviceaccount\.com)\/token[^\n]*?)?[Uu]nable to generate (?:access )?token; IAM returned 403 Forbidden: (?:Permission \W{0,2}(?<permission>iam\.serviceAccounts\.getAccessToken)|The caller does not have permission)/,
    sentence:
      "the pod's Kubernetes service account[ {namespace}/{ksa}] may not act as the Google service account[ {account}] of its annotation iam.gke.io/gcp-service-account",
    remedy:
      'Make sure that the Google service account exists, and grant roles/iam.workloadIdentityUser on it. The grant takes a few minutes to take effect',
    command:
      'gcloud iam service-accounts add-iam-policy-binding {account|"GSA_NAME@$PROJECT_ID.iam.gserviceaccount.com"} --role=roles/iam.workloadIdentityUser --member="principal://iam.googleapis.com/projects/$PROJECT_NUMBER/locations/global/workloadIdentityPools/$PROJECT_ID.svc.id.goog/subject/ns/{namespace|$NAMESPACE}/sa/{ksa|$KSA_NAME}"',
    patience: '15m',
  },
  {
    code: 'BUCKET_ACCESS',
    by: CLOUD,
    under: ['BUCKET_PERMISSION', 'PERMISSION', 'POLICY_CONFLICT', 'READ_ONLY'],
    pattern:
      /requires? that Uniform Bucket Level Access be enabled|[Uu]niform [Bb]ucket[- ][Ll]evel [Aa]ccess (?:must be|is not|needs to be) enabled/,
    sentence: 'the bucket has no uniform bucket-level access, which Workload Identity requires',
    remedy: 'Enable uniform bucket-level access',
    command: 'gcloud storage buckets update gs://"$GSBUCKET" --uniform-bucket-level-access',
  },
  {
    code: 'BUCKET_NAME_TAKEN',
    by: ['gcloud', 'api'],
    under: ['ALREADY_EXISTS', 'POLICY_CONFLICT'],
    pattern:
      /requested bucket name is not available|bucket (?:you tried to create )?already (?:exists|owned)|Your previous request to create the named bucket succeeded/,
    sentence: 'a bucket with this name already exists; bucket names are globally unique',
    remedy: 'Set another GSBUCKET.',
  },
  {
    code: 'BUCKET_NOT_EMPTY',
    by: ['gcloud', 'api'],
    under: ['POLICY_CONFLICT', 'ALREADY_EXISTS'],
    pattern: /bucket you tried to delete (?:is|was) not empty|BucketNotEmpty/,
    sentence: 'the bucket is not empty',
    remedy: 'Delete the bucket with its objects',
    command: 'gcloud storage rm --recursive gs://"$GSBUCKET"',
  },
  {
    code: 'GCSFUSE_DRIVER',
    by: BY,
    under: ['CONNECTION', 'API_UNAVAILABLE'],
    pattern:
      /(?:gcsfuse\.csi\.storage\.gke\.io|driver name \S*gcsfuse\S*) not found in the list of registered CSI drivers|dial unix \S*gcsfuse\S*: connect|CSIDriver\S* "?gcsfuse\.csi\.storage\.gke\.io"? not found/,
    sentence: 'the node has no Cloud Storage FUSE driver: the add-on is off, or the node has just booted',
    remedy: 'Wait a minute if the node is new. Otherwise enable the add-on',
    command:
      'gcloud container clusters update "$CLUSTER_NAME" --update-addons=GcsFuseCsiDriver=ENABLED --location="$CONTROL_PLANE_LOCATION" --project="$PROJECT_ID"',
    patience: '10m',
  },
  {
    code: 'GCSFUSE_SIDECAR',
    by: BY,
    pattern:
      /failed to find the sidecar container in Pod spec|sidecar container .{0,60}(?:not (?:found|injected)|is missing)|inject the sidecar container into the Pod spec|gke-gcsfuse\/volumes.{0,60}(?:missing|required|not set)|the webhook (?:was|is) not .{0,40}sidecar/,
    sentence:
      'the pod has no Cloud Storage FUSE sidecar: the annotation gke-gcsfuse/volumes: "true" is missing, the pod is older than the add-on, or the webhook did not answer when the pod was created',
    remedy:
      'If the pod template already has the annotation, recreate the pod. Otherwise, set it; the Deployment then replaces its pods. To set the annotation',
    command: `kubectl patch deployment vllm-tpu -n "$NAMESPACE" -p '{"spec":{"template":{"metadata":{"annotations":{"gke-gcsfuse/volumes":"true"}}}}}'`,
  },
  {
    code: 'GCSFUSE_MEMORY',
    by: BY,
    under: ['OUT_OF_MEMORY', 'GCSFUSE_DIED'],
    pattern:
      /(?:gcsfuse|gke-gcsfuse-sidecar|sidecar)[^\n]{0,200}(?:OOMKilled|exit code: 137|signal: killed|out of memory)|code = ResourceExhausted desc = [^\n]*(?:OOM|137|killed)/,
    sentence: 'the Cloud Storage FUSE sidecar ran out of memory',
    remedy: 'Raise the annotation gke-gcsfuse/memory-limit in the pod template. "0" means no limit.',
    patience: '10m',
  },
  {
    code: 'GCSFUSE_OPTION',
    by: BY,
    // Any program may be given an unknown flag.
    sign: /gcs-?fuse|csi driver|the sidecar container failed with error/i,
    under: ['INVALID_OBJECT'],
    pattern:
      /flag provided but not defined: -+(?<option>[\w-]+)|unknown flag: -+(?<option2>[\w-]+)|code = InvalidArgument desc = [^\n]*(?:mount ?option|volume ?attribute|flag)[^\n]{0,80}|[Ii]nvalid value "[^"]*" for (?:flag|option) -+(?<option3>[\w-]+)/,
    sentence: 'Cloud Storage FUSE does not support a mount option or volume attribute[: {option}]',
    remedy: 'Correct mountOptions and volumeAttributes of the volume. See the options',
    page: 'https://cloud.google.com/kubernetes-engine/docs/reference/cloud-storage-fuse-csi-driver/volume-attr',
  },
  {
    code: 'GCSFUSE_DIED',
    by: BY,
    under: ['MODEL_SERVER_ERROR'],
    pattern:
      /[Tt]ransport endpoint is not connected|gcsfuse (?:exited|terminated|crashed|failed) with error|mount point .{0,60}(?:is dead|disconnected)/,
    sentence: 'Cloud Storage FUSE stopped under the container, usually because its sidecar ran out of memory',
    remedy: 'Raise the annotation gke-gcsfuse/memory-limit, then restart the pods',
    command: 'kubectl rollout restart deployment/vllm-tpu -n "$NAMESPACE"',
  },
  {
    // gcsfuse writes a file to a folder before it uploads it: gcsfuse#77, #528. The driver's folders: its pkg/webhook.
    code: 'GCSFUSE_BUFFER',
    by: BY,
    under: ['NO_SPACE', 'READ_ONLY', 'DISK_FULL', 'MODEL_SERVER_ERROR'],
    pattern:
      /(?:(?<path>\/tmp\/gcsfuse\d+|\/gcsfuse-(?:tmp|buffer)\/\S*?):|NewTempFile: [^\n]*?(?<path2>\/[\w./-]+):) (?:no space left on device|no such file or directory|permission denied|read-only file system)/,
    sentence: 'Cloud Storage FUSE cannot write to its buffer {path}, which is full or not writable',
    remedy:
      'Raise the annotation gke-gcsfuse/ephemeral-storage-limit, or give the pod a volume named gke-gcsfuse-buffer. Outside GKE, set --temp-dir to a larger folder. To add the volume',
    page: 'https://cloud.google.com/kubernetes-engine/docs/how-to/cloud-storage-fuse-csi-driver-sidecar',
  },
  {
    code: 'NO_SPACE',
    by: [...CLOUD, 'kubectl', 'adapter log'],
    under: ['IMAGE_PULL', 'MODEL_SERVER_ERROR', 'GCSFUSE_DIED', 'HF_DOWNLOAD'],
    pattern:
      /^(?![^\n]*(?:inotify|add_watch|file watchers|watch ENOSPC))[^\n]*?(?:No space left on device(?:: '?(?<path>[\w./-]+))?|ENOSPC(?:: no space left on device(?:, \w+ '(?<path2>[^']+)')?)?|no space left on device|[Nn]ot enough (?:free )?disk space|Disk quota exceeded)/,
    sentence: 'the disk or volume[ of {path}] is full',
    remedy:
      'Delete files, or use a larger volume. An emptyDir uses the ephemeral storage of the node, or the memory limit of the container if its medium is Memory. To show the free space',
    command: 'df -h {path|/}',
  },
  {
    code: 'NODE_DISK_FULL',
    by: [...CLOUD, 'kubectl'],
    under: ['NO_SPACE', 'IMAGE_PULL'],
    // A layer of an image is unpacked there; Docker names the file by its path in the image.
    pattern:
      /(?:\/var\/lib\/(?:containerd|docker|kubelet)\/|(?:ErrImagePull|[Ff]ailed to pull (?:and unpack )?image)\b)[^\n]*(?:no space left on device|disk quota exceeded)/i,
    sentence: "the node's boot disk is full",
    remedy: 'Create the node pool with a larger boot disk (--disk-size). To show the conditions of the nodes',
    command: 'kubectl describe nodes | grep -A 8 "^Conditions:"',
    patience: '15m',
  },
  {
    // The kernel reports a used-up limit of inotify as ENOSPC.
    code: 'WATCH_LIMIT',
    by: [...CLOUD, 'kubectl', 'adapter log'],
    under: ['MODEL_SERVER_ERROR'],
    pattern:
      /inotify[^\n]*(?:[Nn]o space left|ENOSPC|limit reached|[Tt]oo many open files)|add_watch: [^\n]*ENOSPC|watch ENOSPC|number of file watchers reached|(?:create|new) fsnotify watcher: too many open files/,
    sentence: 'the limit of inotify watches or instances of the machine is reached; the disk is not full',
    remedy:
      'Raise fs.inotify.max_user_watches, and fs.inotify.max_user_instances for "too many open files". For the nodes of GKE',
    page: 'https://cloud.google.com/kubernetes-engine/docs/how-to/node-system-config',
  },
  {
    code: 'READ_ONLY',
    by: CLOUD,
    under: ['MODEL_SERVER_ERROR', 'GCSFUSE_DIED', 'HF_DOWNLOAD'],
    // `os error 13`: Rust, which loads weights and tokenizers.
    pattern:
      /(?:Read-only file system|IO Error: Permission denied \(os error 13\)|EROFS[^\n']*|\[Errno 13\] Permission denied|Errno 30|problem when trying to write in your cache folder)(?::? ['(]?(?<path>\/[^')\s]*))?|cannot create director(?:y|ies)[^\n]*: (?:Permission denied|Read-only file system)(?: \[(?<path2>[^\]]+)\])?|(?:mkdir|open|touch):? [^\n]{0,80}(?:Permission denied|read-only file system|permission denied)/,
    sentence: 'the process may not access or write {path|a path}',
    remedy:
      'Grant write access: the role on the bucket, the mount options uid, gid and file-mode of Cloud Storage FUSE, and readOnlyRootFilesystem of the container.',
    patience: '10m',
  },
];
