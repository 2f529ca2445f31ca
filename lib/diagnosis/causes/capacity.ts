import type { Cause } from '../cause.ts';
import type { Speaker } from '../seen.ts';

const BY: readonly Speaker[] = ['operation', 'event', 'gcloud', 'api'];

/** Why Google Cloud has no machine to give, or not this one. It reports a stockout before it checks the quota. */
export const capacity: readonly Cause[] = [
  {
    code: 'STOCKOUT',
    by: BY,
    under: ['SCALE_UP_FAILED', 'API_UNAVAILABLE', 'CLUSTER_NODES', 'NODE_LOST'],
    pattern: [
      /(?:zones?\/|zone ['"]?)(?<zone>[a-z]+-[a-z]+\d-[a-z])['"]?[^\n]{0,30} does not have (?:enough|sufficient) resources/,
      /no more capacity in the zone "(?<zone>[a-z]+-[a-z]+\d-[a-z])"/,
      /(?:GCE_STOCKOUT|ZONE_RESOURCE_POOL_EXHAUSTED\w*|RESOURCE_POOL_EXHAUSTED|scale\.up\.error\.out\.of\.resources)/,
      /due to lack of capacity|does not have (?:enough|sufficient) (?:resources|capacity)|GCE out of resources|There is no more capacity|no available capacity|(?:currently|is) (?:out of capacity|unavailable in the (?<zone>\S+) zone)|stockout/i,
    ],
    sentence: 'Google Cloud has no free machine of this type[ in {zone}]',
    remedy:
      'Add zones (ZONES=a,b,c), or use PROVISIONING=flex-start. GKE keeps trying to create the nodes of an existing node pool, and bills them once they run. To delete the node pool',
    command:
      'gcloud container node-pools delete {pool|tpunodepool} --cluster="$CLUSTER_NAME" --location="$CONTROL_PLANE_LOCATION" --project="$PROJECT_ID"',
    patience: '20m',
  },
  {
    code: 'RESERVATION',
    by: BY,
    under: ['SCALE_UP_FAILED', 'OBJECT_MISSING', 'STOCKOUT', 'THROTTLED', 'QUOTA'],
    pattern: [
      /[Rr]eservation '?"?(?<reservation>[\w./-]+)?'?"? ?(?:was |is )?(?:not ready|capacity exceeded|not found|incompatible|does not exist|cannot be found|could not be found)/,
      /associated with this pod failed: Invalid Reservation: (?<reservation>[\w./-]*\w)?/,
      /[Ss]pecified reservations? \[?'?(?<reservation>[\w./-]+)?'?\]? ?(?:could not be found|does not exist|(?:do|does) not have)/,
      /projects\/[\w.:-]+\/(?:zones\/[\w-]+\/)?reservations\/(?<reservation>[\w-]+)' (?:was not found|is not)/,
      // Compute Engine's name of the field: of an instance, or of a template's properties.
      /[Ii]nvalid value for field '[\w.]*reservationAffinity'/,
      /specific reservation "(?<reservation>[^"]+)" is|[Rr]eservation does not have enough|[Ii]nsufficient reserved capacity|No available resources in specified reservations|INSUFFICIENT_RESERVATION_CAPACITY|reservation .{0,80}(?:in use|fully consumed|does not match)/i,
    ],
    sentence: 'the reservation[ {reservation}] does not exist, is full, or is for another machine type or zone',
    remedy: 'Check the zone, the machine type and the free count of the reservation',
    command: 'gcloud compute reservations list --project="$PROJECT_ID"',
  },
  {
    code: 'CLUSTER_NODES',
    by: BY,
    // The machines' own errors say more.
    fallback: true,
    pattern:
      /nodes out of \d+ (?:have registered|are unhealthy)|nodes? failed to (?:register|become healthy)|Not all instances running in IGM(?![^\n]*creation failed: )/,
    sentence: "the cluster's nodes did not register, or are not healthy",
    remedy: 'Delete the cluster, then create it again',
    command:
      'gcloud container clusters delete "$CLUSTER_NAME" --location="$CONTROL_PLANE_LOCATION" --project="$PROJECT_ID"',
  },
  {
    code: 'MACHINE_TYPE',
    by: BY,
    under: ['OBJECT_MISSING', 'SCALE_UP_FAILED'],
    pattern: [
      /[Ii]nvalid machine type "?'?(?<machineType>[\w-]+)"?'? in zone "?'?(?<zone>[\w-]+)/,
      /[Mm]achine type (?:with name )?["'[]?(?<machineType>[\w-]+)["'\]]? (?:does not exist|is not available|is not supported|was not found|not found)(?: in (?:zones?(?:\(s\))?:? )?["']?(?<zone>[a-z]+-[a-z]+\d-[a-z]))?/,
      /zones\/(?<zone>[\w-]+)\/machineTypes\/(?<machineType>[\w-]+)'? (?:was not found|does not exist)/,
      /(?:[Aa]ccelerator(?: type)?|[Mm]achine type) ["'[]?(?<machineType>[\w-]+)["'\]]? (?:does not exist|was not found|is not \w+)(?: in (?:zone )?"?'?(?<zone>[\w-]+\d-[a-z]))?/,
      /[Mm]achine type .{0,60}(?:is not|isn't) (?:available|supported) in/,
    ],
    sentence: 'the zone[ {zone}] does not offer the machine type[ {machineType}]',
    remedy: 'Use another zone. To list the zones with this machine type',
    command:
      'gcloud compute machine-types list --filter=name={machineType|"$MACHINE_TYPE"} --format="value(zone)" --project="$PROJECT_ID"',
  },
  {
    // Compute Engine: ci-infra#547, dstack#2591.
    code: 'PLACEMENT_POLICY',
    by: [...BY, 'client'],
    under: ['MACHINE_TYPE', 'ARGUMENT', 'INVALID_OBJECT'],
    pattern:
      /with (?<machineType>[\w-]+) machine type with placement policy is not supported|[Pp]lacement policy is not applicable to machine type ['"]?(?<machineType2>[\w-]*\w)/,
    sentence: 'the machine type {machineType} does not take a compact placement policy',
    remedy:
      'Omit the placement policy. A multi-host tpu7x slice requires a workload policy with --type=HIGH_THROUGHPUT and --accelerator-topology; name it in --placement-policy of the node pool. To create the policy',
    page: 'https://cloud.google.com/sdk/gcloud/reference/compute/resource-policies/create/workload-policy',
  },
  {
    code: 'DISK_TYPE',
    by: BY,
    pattern: [
      /['"]?(?<diskType>(?:pd|hyperdisk)-[a-z]+)['"]? (?:disk type )?(?:cannot be used|is not supported|isn't supported|are not supported|features? .{0,30}not compatible)/,
      /\[(?<diskType>(?:pd|hyperdisk)-[a-z]+), \S+\] features are not compatible/,
      /[Dd]isk type ['"]?(?<diskType>[\w-]+)['"]? .{0,40}(?:not (?:supported|available|compatible)|cannot be used|does not exist)/,
    ],
    sentence: 'this machine type does not support {diskType|this disk type}',
    remedy: 'Create the nodes with --disk-type=hyperdisk-balanced.',
  },
  {
    code: 'SLICE_SIZE',
    by: BY,
    under: ['INVALID_OBJECT', 'TOPOLOGY'],
    pattern: [
      /invalid target size '(?<nodes2>\d+)' for a Managed Instance Group in the gang mode of size '(?<hosts>\d+)'/,
      /[Nn]ode count (?<nodes>\d+) is not a valid size (?:of|for) (?:a )?TPU (?:pod )?slice(?: with topology (?<topology>[\dx]+))?/,
      /TPU (?:pod )?slice.{0,80}(?:requires?|must have|needs?) (?:exactly )?(?<hosts>\d+) (?:nodes|hosts|VMs)/i,
      /num(?:ber of )?[ _-]?nodes.{0,60}(?:must|should) (?:match|equal|be).{0,60}topology/i,
    ],
    sentence: 'the number of nodes[ ({nodes})] differs from the number of hosts of the TPU slice[ {topology}]',
    remedy:
      'Set --num-nodes and --max-nodes to the number of hosts, which is the number of chips in the topology divided by the chips per machine. Omit --total-max-nodes.',
  },
  {
    code: 'TOPOLOGY',
    by: [...BY, 'kubectl'],
    under: ['SCALE_UP_FAILED'],
    pattern: [
      /TPU topology can't be specified with single-host/,
      /[Ii]nvalid (?:TPU )?topology[: ]+"?'?(?<topology>[\dx]+)?|(?:TPU )?topology "?'?(?<topology2>\d+(?:x\d+)+)"?'? (?:is|was) (?:not|invalid)/,
      /[Ii]nvalid TPU (?:topology|configuration)|topology .{0,60}(?:is not|isn't) (?:valid|supported|compatible)/,
    ],
    sentence: 'this machine type does not support the TPU topology[ {topology}]',
    remedy:
      'Omit --tpu-topology if one machine has all chips. Otherwise use a topology that this TPU version supports.',
  },
  {
    code: 'VERSION',
    by: BY,
    under: ['ARGUMENT'],
    pattern: [
      /(?:Master|[Nn]ode|Control plane|cluster) version "?(?<version>[\d.]+[\w.-]*)"? is (?:un|not )supported/,
      /[Mm]aster version must be one of|[Nn]o valid versions? with the prefix "?(?<version>[\w.-]+)"?/,
      /[Vv]ersion "?(?<version>\d[\w.-]*)"? (?:is not (?:available|valid|supported)|is invalid|does not exist)/,
    ],
    sentence: 'GKE does not offer the version[ {version}] in this location',
    remedy: 'Use another version. To list the versions',
    command:
      'gcloud container get-server-config --location="$CONTROL_PLANE_LOCATION" --project="$PROJECT_ID" --format="yaml(channels)"',
  },
  {
    code: 'NODE_VERSION',
    by: BY,
    under: ['VERSION'],
    pattern:
      /[Nn]ode version (?:"?(?<version>[\d.]+[\w.-]*)"? )?.{0,40}(?:newer|older|higher|greater|must not be|more than|too far)|(?:upgrade|update) the master(?: version)? first|node pools? .{0,60}version skew|must be within \w+ minor versions? of|cannot be (?:newer|greater|higher) than (?:the )?(?:master|control plane)/i,
    sentence: 'the version of the nodes is not compatible with the version of the control plane',
    remedy: "Use the control plane's version for the nodes. To show both versions",
    command:
      'gcloud container clusters describe "$CLUSTER_NAME" --location="$CONTROL_PLANE_LOCATION" --project="$PROJECT_ID" --format="value(currentMasterVersion,currentNodeVersion)"',
  },
];
