import { type Command, commandLine, gcloud, kubectl } from '../../../lib/command/command.ts';
import type { Config } from '../../../lib/config/index.ts';
import { commandOf } from '../../../lib/runner/perform.ts';
import { commandNaming } from '../../../lib/session/session.ts';
import { type Action, type Actions, undoOf } from '../../../lib/step/step.ts';
import { type Manifest, rendered, renderedFile } from '../../../lib/template/manifest.ts';
import { guard } from '../../../runbook/park/guard.ts';
import { park } from '../../../runbook/park/park.ts';
import { resume } from '../../../runbook/park/resume.ts';
import { fastSteps, steps as tutorial } from '../../../runbook/steps.ts';

/** The tutorial's, those that `--fast` has of its own, and those beside the tutorial. */
const steps = [...tutorial, ...fastSteps.filter((step) => !tutorial.includes(step)), park, resume, guard(1)];

/** A command of the runbook, with the file that it is given. */
export interface Issued {
  readonly line: string;
  readonly command: Command;
  /** The file's name and text, as the runner writes it before the command. */
  readonly file?: () => Promise<readonly [name: string, text: string]>;
}

/** Every command that the steps up to the cleanup run. */
export function commandsOf(config: Config): readonly Issued[] {
  return steps.filter(({ id }) => id !== '99-cleanup').flatMap((step) => issued(step.actions({ config }), config));
}

/** Every command that takes the steps back, the newest first: those of `--fast` have the tutorial's among them. */
export function undoingOf(config: Config): readonly Issued[] {
  return [...fastSteps].reverse().flatMap((step) => issued(undoOf(step, { config }), config));
}

export function cleanupOf(config: Config): readonly Issued[] {
  const cleanup = steps.find(({ id }) => id === '99-cleanup')!;
  return issued(cleanup.actions({ config }), config);
}

/** What conditions ask, and what a wait shows and looks at, while the model server is there. */
export function questionsOf(config: Config): readonly Issued[] {
  const { NAMESPACE, CLUSTER_NAME, CONTROL_PLANE_LOCATION, ZONE, MACHINE_TYPE } = config;
  const pool = [
    `--cluster=${CLUSTER_NAME}`,
    `--location=${CONTROL_PLANE_LOCATION}`,
    `--node-locations=${ZONE}`,
    `--machine-type=${MACHINE_TYPE}`,
    '--num-nodes=0',
    '--enable-autoscaling',
    '--total-min-nodes=0',
    '--total-max-nodes=1',
  ];
  const asked = [
    gcloud`version --format=json`,
    gcloud`secrets versions access latest --secret=not-there`,
    kubectl`version --client -o json`,
    kubectl`get namespace ${NAMESPACE} -o json`,
    kubectl`get namespace not-there -o json`,
    kubectl`get namespace ${NAMESPACE} --show-managed-fields -o json`,
    kubectl`get secret not-there -n ${NAMESPACE} -o json`,
    kubectl`get frobs -n ${NAMESPACE} -o json`,
    kubectl`get pods -l app=vllm-tpu -n ${NAMESPACE} -o json`,
    kubectl`get events -n ${NAMESPACE} -o json`,
    kubectl`get --raw /apis/monitoring.googleapis.com/v1/podmonitorings`,
    kubectl`get --raw /apis/monitoring.googleapis.com/v1/clusterpodmonitorings`,
    kubectl`get apiservice v1beta2.custom.metrics.k8s.io -o json`,
    kubectl`get deployment.v1.apps/vllm-tpu service/vllm-service service/not-there -n ${NAMESPACE} -o json --ignore-not-found`,
    kubectl`get pods -l app=vllm-tpu -n ${NAMESPACE} --watch --output-watch-events -o json`,
    kubectl`get service --field-selector=metadata.name=vllm-service -n ${NAMESPACE} --watch --output-watch-events -o json`,
    kubectl`get hpa --field-selector=metadata.name=vllm-hpa -n ${NAMESPACE} --watch -o jsonpath=${'{.status.desiredReplicas}{"\\n"}'}`,
    kubectl`get job --field-selector=metadata.name=stage-weights -n ${NAMESPACE} --watch --output-watch-events -o json`,
    kubectl`get service vllm-service -n ${NAMESPACE}`,
    kubectl`get pods -n ${NAMESPACE} -o wide`,
    kubectl`get nodes -L cloud.google.com/gke-tpu-accelerator,cloud.google.com/gke-tpu-topology`,
    kubectl`get apiservice v1.apps v1.batch`,
    kubectl`get --raw /apis/custom.metrics.k8s.io/v1beta2`,
    kubectl`get pods -n not-there`,
    kubectl`port-forward service/vllm-service :8000 --address=127.0.0.1 -n ${NAMESPACE}`,
    kubectl`port-forward service/not-there :8000 --address=127.0.0.1 -n ${NAMESPACE}`,
    kubectl`logs -l app=vllm-tpu -c vllm-tpu -n ${NAMESPACE} --tail=5`,
    kubectl`logs not-there -c vllm-tpu -n ${NAMESPACE} --previous --tail=15`,
    kubectl`get pods -o json --context=not-there`,
    kubectl`label namespace ${NAMESPACE} app.kubernetes.io/managed-by=somebody`,
    kubectl`label namespace ${NAMESPACE} app.kubernetes.io/managed-by=somebody --overwrite`,
    gcloud`container node-pools create spot ${pool} --spot --async`,
    gcloud`container node-pools create flex ${pool} --flex-start --reservation-affinity=none --async`,
    gcloud`container node-pools create reserved ${pool} --reservation-affinity=specific --reservation=r --async`,
    gcloud`container node-pools delete not-there --cluster=${CLUSTER_NAME} --location=${CONTROL_PLANE_LOCATION} --quiet --async`,
    kubectl`delete secret not-there -n ${NAMESPACE}`,
  ];
  return asked.map((command) => named(command, config));
}

function named(command: Command, config: Config, manifest?: Manifest): Issued {
  const complete = commandNaming(config)(command);
  const file = async () => [renderedFile(manifest!, config), await rendered(manifest!)] as const;
  return { line: commandLine(complete), command: complete, ...(manifest && { file }) };
}

function issued(actions: Actions, config: Config): Issued[] {
  const found: Issued[] = [];
  const iterator = actions[Symbol.iterator]() as Iterator<Action, void, unknown>;
  for (let next = iterator.next(); !next.done; ) {
    const action = next.value;
    const command = commandOf(action, config);
    if (command) found.push(named(command, config, action.kind === 'manifest' ? action : undefined));
    if (action.kind === 'together')
      found.push(...Object.values(action.branches).flatMap((branch) => issued(branch, config)));
    next = iterator.next(placeholderOf(action));
  }
  return found;
}

function placeholderOf(action: Action): unknown {
  if (action.kind === 'until') return action.condition.placeholder;
  return action.kind === 'do' ? action.placeholder : true;
}
