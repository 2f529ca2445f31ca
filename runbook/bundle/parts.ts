import { type Command, gcloud, kubectl } from '../../lib/command/command.ts';
import type { Config } from '../../lib/config/index.ts';
import { ADAPTER, APP_SELECTOR } from '../tutorial/names.ts';
import { CLUSTER_LIMIT } from './limits.ts';
import { configuration, machine, problem, tools } from './machine.ts';
import type { Part } from './part.ts';

const OPERATIONS = 20;
const LINES = { server: 4000, other: 300 } as const;
const LIMIT = `--request-timeout=${CLUSTER_LIMIT}s`;

type OfCommand = (file: string, about: string, command: (config: Config) => Command) => Part;

/** What a tool says now: `npm run diagnose` reads it. */
const inFolder =
  (folder: string): OfCommand =>
  (file, about, command) => ({ file: `${folder}/${file}`, about, ask: { command }, evidence: true });

const google = inFolder('google');
const kubernetes = inFolder('kubernetes');
const logs = inFolder('logs');

const silent =
  (loud: OfCommand): OfCommand =>
  (...of) => {
    const { evidence: _, ...part } = loud(...of);
    return part;
  };

/** What is over: an error may have been overcome. */
const history = silent(google);

/** What somebody applied: it says nothing of a failure. */
const specification = silent(kubernetes);

const runbook = (file: string, about: string, module: string, ...args: readonly string[]): Part => ({
  file: `runbook/${file}`,
  about,
  ask: { runbook: module, args },
});

/** The parts of every bundle, in the order of its README. */
export const PARTS: readonly Part[] = [
  { file: 'configuration.txt', about: 'the variables; secrets only as set or not set', ask: { text: configuration } },
  {
    file: 'machine.txt',
    about: 'the system, Node.js, the commit of the runbook, the names of set proxy variables',
    ask: { text: machine },
  },
  { file: 'tools.txt', about: 'the versions of gcloud, kubectl and the credential plugin', ask: { text: tools } },
  {
    file: 'problem.txt',
    about: 'why nothing on the target could be asked',
    ask: { text: problem },
    evidence: true,
  },
  runbook('status.txt', 'the finished steps and the cost so far', 'index', '--status'),
  runbook('plan.txt', 'what a run would create and change', 'commands/plan'),
  runbook('doctor.txt', "where the autoscaler's metric stops", 'commands/doctor'),
  google(
    'cluster.yaml',
    'the state of the cluster',
    ({ CLUSTER_NAME, CONTROL_PLANE_LOCATION: location }) =>
      gcloud`container clusters describe ${CLUSTER_NAME} --location=${location} --format=${CLUSTER_FIELDS}`,
  ),
  google(
    'node-pools.yaml',
    'the node pools, with the error of one that failed',
    ({ CLUSTER_NAME, CONTROL_PLANE_LOCATION: location }) =>
      gcloud`container node-pools list --cluster=${CLUSTER_NAME} --location=${location} --format=yaml`,
  ),
  history(
    'operations.yaml',
    `the last ${OPERATIONS} operations on the cluster, the newest first`,
    ({ CLUSTER_NAME, CONTROL_PLANE_LOCATION: location }) =>
      gcloud`container operations list --location=${location} --filter=${`targetLink~"/clusters/${CLUSTER_NAME}(/|$)"`} --sort-by=~startTime --limit=${OPERATIONS} --format=yaml`,
  ),
  kubernetes('version.txt', 'the version of the control plane', () => kubectl`version ${LIMIT}`),
  kubernetes(
    'pods.txt',
    'the pods of the namespace: states, last states, conditions, events',
    ({ NAMESPACE }) => kubectl`describe pods -n ${NAMESPACE} ${LIMIT}`,
  ),
  specification(
    'pods.yaml',
    'the specifications of the pods',
    ({ NAMESPACE }) => kubectl`get pods -n ${NAMESPACE} -o yaml ${LIMIT}`,
  ),
  specification(
    'workloads.yaml',
    'Deployments, Jobs, Services and service accounts of the namespace',
    ({ NAMESPACE }) =>
      kubectl`get deployments,replicasets,jobs,services,serviceaccounts -n ${NAMESPACE} -o yaml ${LIMIT}`,
  ),
  kubernetes(
    'events.txt',
    'the events of the namespace',
    ({ NAMESPACE }) => kubectl`get events -n ${NAMESPACE} --sort-by=.lastTimestamp ${LIMIT}`,
  ),
  kubernetes(
    'events-of-nodes.txt',
    'the events of the nodes',
    () => kubectl`get events -n default --sort-by=.lastTimestamp ${LIMIT}`,
  ),
  kubernetes('nodes.txt', 'the nodes: conditions, capacity, pods', () => kubectl`describe nodes ${LIMIT}`),
  kubernetes(
    'autoscalers.txt',
    'the HorizontalPodAutoscalers: metrics, conditions, events',
    ({ NAMESPACE }) => kubectl`describe hpa -n ${NAMESPACE} ${LIMIT}`,
  ),
  specification(
    'pod-monitorings.yaml',
    'the PodMonitorings of Managed Prometheus',
    ({ NAMESPACE }) => kubectl`get podmonitorings -n ${NAMESPACE} -o yaml ${LIMIT}`,
  ),
  kubernetes(
    'adapter.txt',
    'the metrics adapter: its pods and their events',
    () => kubectl`describe pods -n ${ADAPTER.namespace} ${LIMIT}`,
  ),
  kubernetes(
    'metrics-api.txt',
    'the custom metrics API, as the control plane sees it',
    () => kubectl`describe apiservices v1beta1.custom.metrics.k8s.io ${LIMIT}`,
  ),
  logs(
    'model-server.log',
    `the last ${LINES.server} lines of each container of the model server`,
    ({ NAMESPACE }) =>
      kubectl`logs -l ${APP_SELECTOR} -n ${NAMESPACE} --all-containers --prefix --ignore-errors --tail=${LINES.server} ${LIMIT}`,
  ),
  logs(
    'model-server-previous.log',
    'the same of the containers before their last restart',
    ({ NAMESPACE }) =>
      kubectl`logs -l ${APP_SELECTOR} -n ${NAMESPACE} --all-containers --prefix --ignore-errors --previous --tail=${LINES.server} ${LIMIT}`,
  ),
  logs(
    'staging.log',
    'the Job that stages the weights (--fast)',
    ({ NAMESPACE }) =>
      kubectl`logs -l job-name=stage-weights -n ${NAMESPACE} --all-containers --prefix --ignore-errors --tail=${LINES.other} ${LIMIT}`,
  ),
  logs(
    'adapter.log',
    'the metrics adapter',
    () => kubectl`logs deployment/${ADAPTER.name} -n ${ADAPTER.namespace} --tail=${LINES.other} ${LIMIT}`,
  ),
];

/** Without certificates and settings of add-ons. */
const CLUSTER_FIELDS =
  'yaml(name,status,statusMessage,conditions,currentMasterVersion,releaseChannel,location,locations,autopilot.enabled,addonsConfig,monitoringConfig.managedPrometheusConfig,workloadIdentityConfig,createTime)';
