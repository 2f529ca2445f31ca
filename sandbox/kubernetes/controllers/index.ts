import { createAdmission } from '../admission/index.ts';
import { loadBalancerController } from '../balancer/balancer.ts';
import { Kubelet } from '../kubelet/kubelet.ts';
import type { PodRuntime } from '../runtime.ts';
import { NodeUsage } from '../scheduler/node-info.ts';
import { scheduler } from '../scheduler/scheduler.ts';
import { createWorkloads } from '../workloads/index.ts';
import { clusterAutoscaler } from './cluster-autoscaler/cluster-autoscaler.ts';
import type { ControllerContext, ControlPlane } from './context.ts';
import { type Controller, runController } from './controller.ts';
import { daemonSetController } from './daemonset/daemonset.ts';
import { deploymentController } from './deployment/deployment.ts';
import { endpointsController } from './endpoints/endpoints.ts';
import { eventTtlController } from './event-ttl/event-ttl.ts';
import { EventLog } from './events.ts';
import { garbageCollector } from './garbage-collector/garbage-collector.ts';
import { horizontalPodAutoscaler } from './hpa/controller.ts';
import { jobController } from './job/job.ts';
import { bootstrap } from './namespace/bootstrap.ts';
import { namespaceController } from './namespace/namespace.ts';
import { serviceAccountsController } from './namespace/service-accounts.ts';
import { nodeController } from './node/node.ts';
import { podMonitoring } from './pod-monitoring/controller.ts';
import { replicaSetController } from './replicaset/replicaset.ts';

/** In the order in which a change runs through them: of two queues that are due, the earlier works first. */
const CONTROLLERS: readonly ((plane: ControlPlane, usage: NodeUsage) => Controller)[] = [
  namespaceController,
  serviceAccountsController,
  nodeController,
  deploymentController,
  replicaSetController,
  jobController,
  daemonSetController,
  scheduler,
  clusterAutoscaler,
  endpointsController,
  loadBalancerController,
  horizontalPodAutoscaler,
  podMonitoring,
  garbageCollector,
  eventTtlController,
];

/** Start everything that acts on a cluster's objects: the controllers, the scheduler and the kubelets. */
export function startControllers(context: ControllerContext): { runtime: PodRuntime; stop(): void } {
  const { world, store } = context;
  bootstrap(store);
  const host = { clock: world.clock, store, log: (line: string) => world.log(line) };
  const events = new EventLog(host);
  const kubelet = new Kubelet(context, events, createWorkloads(context));
  const plane: ControlPlane = { ...context, events, runtime: kubelet, admit: createAdmission(context) };
  const usage = new NodeUsage(store);
  const stops = [...CONTROLLERS.map((create) => create(plane, usage)), kubelet.controller].map((each) =>
    runController(each, host),
  );
  return {
    runtime: kubelet,
    stop() {
      for (const stop of stops) stop();
    },
  };
}
