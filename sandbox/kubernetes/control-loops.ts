import { createAdmission } from './admission/index.ts';
import { loadBalancerController } from './balancer/balancer.ts';
import { clusterAutoscaler } from './controllers/cluster-autoscaler/cluster-autoscaler.ts';
import type { ControllerContext, ControlPlane } from './controllers/context.ts';
import { type Controller, runController } from './controllers/controller.ts';
import { cronJobController } from './controllers/cronjob/cronjob.ts';
import { daemonSetController } from './controllers/daemonset/daemonset.ts';
import { deploymentController } from './controllers/deployment/deployment.ts';
import { endpointsController } from './controllers/endpoints/endpoints.ts';
import { eventTtlController } from './controllers/event-ttl/event-ttl.ts';
import { EventLog } from './controllers/events.ts';
import { garbageCollector } from './controllers/garbage-collector/garbage-collector.ts';
import { horizontalPodAutoscaler } from './controllers/hpa/controller.ts';
import { jobController } from './controllers/job/job.ts';
import { bootstrap } from './controllers/namespace/bootstrap.ts';
import { namespaceController } from './controllers/namespace/namespace.ts';
import { serviceAccountsController } from './controllers/namespace/service-accounts.ts';
import { nodeController } from './controllers/node/node.ts';
import { persistentVolumes } from './controllers/persistent-volume/controller.ts';
import { podMonitoring } from './controllers/pod-monitoring/controller.ts';
import { replicaSetController } from './controllers/replicaset/replicaset.ts';
import { resourceQuotaController } from './controllers/resource-quota/resource-quota.ts';
import { statefulSetController } from './controllers/statefulset/statefulset.ts';
import { Kubelet } from './kubelet/kubelet.ts';
import type { PodRuntime } from './runtime.ts';
import { NodeUsage } from './scheduler/node-info.ts';
import { scheduler } from './scheduler/scheduler.ts';
import { createWorkloads } from './workloads/index.ts';

const CONTROLLER_MANAGER = 'kube-controller-manager';

/**
 * With the field manager as which each writes, in the order in which a change runs through them: of two queues that are
 * due, the earlier works first.
 */
const CONTROLLERS: readonly (readonly [
  manager: string | undefined,
  create: (plane: ControlPlane, usage: NodeUsage) => Controller,
])[] = [
  [CONTROLLER_MANAGER, namespaceController],
  [CONTROLLER_MANAGER, serviceAccountsController],
  ['kubelet', nodeController],
  [CONTROLLER_MANAGER, deploymentController],
  [CONTROLLER_MANAGER, replicaSetController],
  [CONTROLLER_MANAGER, cronJobController],
  [CONTROLLER_MANAGER, jobController],
  [CONTROLLER_MANAGER, daemonSetController],
  [CONTROLLER_MANAGER, statefulSetController],
  [CONTROLLER_MANAGER, persistentVolumes],
  // It binds through the API server, which is no manager of fields.
  [undefined, scheduler],
  ['cluster-autoscaler', clusterAutoscaler],
  [CONTROLLER_MANAGER, endpointsController],
  ['cloud-controller-manager', loadBalancerController],
  [CONTROLLER_MANAGER, horizontalPodAutoscaler],
  ['operator', podMonitoring],
  [CONTROLLER_MANAGER, resourceQuotaController],
  [CONTROLLER_MANAGER, garbageCollector],
  [CONTROLLER_MANAGER, eventTtlController],
];

/** Start everything that acts on a cluster's objects: the controllers, the scheduler and the kubelets. */
export function startControlLoops(context: ControllerContext): { runtime: PodRuntime; stop(): void } {
  const { world, store } = context;
  bootstrap(store.as('kube-apiserver'));
  const host = { clock: world.clock, store, log: (line: string) => world.log(line) };
  const events = new EventLog(host);
  const workloads = createWorkloads({
    ...context,
    runtime: { listener: (...of) => kubelet.listener(...of) },
  });
  const kubelet: Kubelet = new Kubelet({ ...context, store: store.as('kubelet') }, events, workloads);
  const plane: ControlPlane = { ...context, events, runtime: kubelet, admit: createAdmission(context) };
  const usage = new NodeUsage(store);
  const controllers = CONTROLLERS.map(([manager, create]) =>
    create(manager === undefined ? plane : { ...plane, store: store.as(manager) }, usage),
  );
  const stops = [...controllers, kubelet.controller].map((each) => runController(each, host));
  return {
    runtime: kubelet,
    stop() {
      for (const stop of stops) stop();
    },
  };
}
