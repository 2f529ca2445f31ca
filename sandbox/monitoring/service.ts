import type { Route } from '../core/http.ts';
import type { World } from '../core/world.ts';
import type { Monitoring } from './monitoring.ts';
import { prometheusRoutes } from './prometheus/routes.ts';
import { SeriesStore } from './series/store.ts';
import { MetricTypes } from './time-series/descriptors.ts';
import { listSeries } from './time-series/listing.ts';
import { timeSeriesRoutes } from './time-series/routes.ts';
import { seriesJson } from './time-series/wire.ts';

/** Cloud Monitoring with Managed Service for Prometheus: collectors write; readers query with v3 REST or PromQL. */
export function createMonitoring(world: World): Monitoring & { readonly routes: Route[] } {
  const store = new SeriesStore(world);
  const types = new MetricTypes(store);
  return {
    ingest: (samples) => store.ingest(samples),
    metricDescriptor: (project, type) => types.get(project, type),
    listTimeSeries: ({ alignmentPeriod, ...request }) =>
      listSeries(store, types, { ...request, period: alignmentPeriod }).map(seriesJson),
    routes: [...timeSeriesRoutes(store, types), ...prometheusRoutes(world, store)],
  };
}
