import { type ApiRequest, type Route, route } from '../../core/http.ts';
import type { World } from '../../core/world.ts';
import type { SeriesStore } from '../series/store.ts';
import { answer, queryData } from './answer.ts';
import { Catalog } from './catalog.ts';
import { parametersOf, query, queryRange } from './queries.ts';

const PREFIX = '/v1/projects/{project}/location/global/prometheus/api/v1';

/** The Prometheus HTTP API as Managed Service for Prometheus serves it, one tenant a project. */
export function prometheusRoutes({ clock }: World, store: SeriesStore): Route[] {
  const catalog = new Catalog(store);
  const read = (
    path: string,
    compute: (project: string, parameters: URLSearchParams, name: string) => unknown,
  ): Route[] => {
    const handler = (request: ApiRequest) =>
      answer(() => compute(request.params.project!, parametersOf(request), request.params.name ?? ''));
    return ['GET', 'POST'].map((method) => route(method, `${PREFIX}${path}`, handler));
  };
  return [
    ...read('/query', (project, parameters) => queryData(query(store, clock, project, parameters))),
    ...read('/query_range', (project, parameters) => queryData(queryRange(store, project, parameters))),
    ...read('/series', (project, parameters) => catalog.series(project, parameters)),
    ...read('/labels', (project, parameters) => catalog.labelNames(project, parameters)),
    ...read('/label/{name}/values', (project, parameters, name) => catalog.labelValues(project, name, parameters)),
    ...read('/query_exemplars', () => []),
    ...read('/metadata', (project, parameters) => catalog.metadata(project, parameters)),
  ];
}
