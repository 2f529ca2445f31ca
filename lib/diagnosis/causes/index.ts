import type { Cause } from '../cause.ts';
import { adapters } from './adapters.ts';
import { admission } from './admission.ts';
import { autoscaling } from './autoscaling.ts';
import { capacity } from './capacity.ts';
import { clients } from './clients.ts';
import { cluster } from './cluster.ts';
import { connection } from './connection.ts';
import { container } from './container.ts';
import { credentials } from './credentials.ts';
import { engine } from './engine.ts';
import { hub } from './hub.ts';
import { image } from './image.ts';
import { machine } from './machine.ts';
import { paths } from './paths.ts';
import { pods } from './pods.ts';
import { project } from './project.ts';
import { quota } from './quota.ts';
import { requests } from './requests.ts';
import { routes } from './routes.ts';
import { scheduling } from './scheduling.ts';
import { server } from './server.ts';
import { storage } from './storage.ts';
import { taints } from './taints.ts';
import { unset } from './unset.ts';

/** The known causes, by what they are about. */
export const CAUSES_ABOUT: Readonly<Record<string, readonly Cause[]>> = {
  Quota: quota,
  'Machines, topologies and versions': capacity,
  'Project and permissions': [...project, ...unset, ...credentials],
  'Cluster and tools': cluster,
  Connections: [...connection, ...paths, ...routes],
  'This machine': machine,
  'Kubernetes refuses an object': admission,
  'Pods have no node': [...scheduling, ...taints],
  'Pods do not run': pods,
  Images: image,
  'Buckets and disks': storage,
  'The metric and the autoscaler': [...autoscaling, ...adapters],
  'Hugging Face': hub,
  'vLLM does not start': [...engine, ...container],
  'Chips, processes and requests': [...server, ...requests, ...clients],
};

/** The known causes. Their order has no effect. */
export const CAUSES: readonly Cause[] = Object.values(CAUSES_ABOUT).flat();
