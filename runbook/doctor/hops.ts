import type { Hop } from '../../lib/checks/hop.ts';
import { adapter } from './adapter.ts';
import { autoscaler } from './autoscaler.ts';
import { podMonitoring, series } from './monitoring.ts';
import { server } from './server.ts';

/** The hops in the order in which the metric passes them. */
export const hops: readonly Hop[] = [server, podMonitoring, series, adapter, autoscaler];
