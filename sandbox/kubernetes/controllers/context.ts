import type { ApiReply } from '../../core/http.ts';
import type { World } from '../../core/world.ts';
import type { Iam } from '../../iam/iam.ts';
import type { Monitoring } from '../../monitoring/monitoring.ts';
import type { Buckets } from '../../storage/buckets.ts';
import type { AdmissionPlugin } from '../admission/admission.ts';
import type { CloudProvider } from '../cloud.ts';
import type { ObjectStore } from '../object.ts';
import type { PodRuntime } from '../runtime.ts';
import type { EventLog } from './events.ts';

/** The context of a cluster's controllers. */
export interface ControllerContext {
  readonly world: World;
  /** The cluster's uid: the prefix of its controllers' collections in the database. */
  readonly uid: string;
  /** `1.33.5-gke.1080000`. */
  readonly version: string;
  readonly store: ObjectStore;
  readonly cloud: CloudProvider;
  readonly buckets: Buckets;
  readonly iam: Iam;
  readonly monitoring: Monitoring;
  /** The cluster's CA in PEM, for `kube-root-ca.crt`. */
  readonly caCertificate: string;
  /** An API request as the system, without a socket. */
  request(method: string, path: string): Promise<ApiReply>;
}

/** The dependencies of every controller. */
export interface ControlPlane extends ControllerContext {
  readonly events: EventLog;
  readonly runtime: PodRuntime;
  /** All admission plugins in order; they also apply to objects that controllers create. */
  readonly admit: AdmissionPlugin;
}
