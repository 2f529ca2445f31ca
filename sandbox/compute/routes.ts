import { type ApiRequest, type Route, route } from '../core/http.ts';
import { LegacyApiError } from '../core/legacy-error.ts';
import type { World } from '../core/world.ts';
import type { Projects } from '../resource-manager/projects.ts';
import { type PlacedCollection, type PlacedParts, placedCollections } from './collections.ts';
import { filtered } from './filter.ts';
import { reservationRoutes } from './reservation-routes.ts';
import { finishedOperation, projectResource, regionResource, zoneResource } from './resources.ts';

export interface Compute extends PlacedParts {
  readonly world: World;
  readonly projects: Projects;
}

const PROJECT = '/projects/{project}';

/** Compute Engine v1: regions, zones, machine types, and the lists of billed resources. */
export function routes(compute: Compute): Route[] {
  const { world, locations, projects, forwardingRules } = compute;
  const places = {
    regions: {
      kind: 'region',
      names: locations.regions(),
      view: (project: string, name: string) => regionResource(project, name, locations.zones(name)),
    },
    zones: { kind: 'zone', names: locations.zones(), view: zoneResource },
  } as const;

  /** The place in the path. @throws LegacyApiError 404 */
  const placeOf = (scope: 'zones' | 'regions', { params: { project, place = '' } }: ApiRequest): string => {
    if (places[scope].names.includes(place)) return place;
    throw notFound(`projects/${project}/${scope}/${place}`);
  };
  const list = (kind: string, items: readonly object[], { query }: ApiRequest) => ({
    body: { kind: `compute#${kind}List`, items: filtered(items, query.get('filter')) },
  });

  const placeRoutes = (scope: 'zones' | 'regions'): Route[] => {
    const { kind, names, view } = places[scope];
    return [
      route('GET', `${PROJECT}/${scope}`, (request) =>
        list(
          kind,
          names.map((name) => view(request.params.project!, name)),
          request,
        ),
      ),
      route('GET', `${PROJECT}/${scope}/{place}`, (request) => ({
        body: view(request.params.project!, placeOf(scope, request)),
      })),
    ];
  };

  const collectionRoutes = ({ name: collection, kind, scope, items }: PlacedCollection): Route[] => [
    route('GET', `${PROJECT}/aggregated/${collection}`, ({ params, query }) => {
      const scopes = places[scope].names.map((place) => {
        const found = filtered(items(params.project!, place), query.get('filter'));
        return [`${scope}/${place}`, { [collection]: found }] as const;
      });
      const some = scopes.filter(([, scope]) => scope[collection]!.length > 0);
      return { body: { kind: `compute#${kind}AggregatedList`, items: Object.fromEntries(some) } };
    }),
    route('GET', `${PROJECT}/${scope}/{place}/${collection}`, (request) =>
      list(kind, items(request.params.project!, placeOf(scope, request)), request),
    ),
    route('GET', `${PROJECT}/${scope}/{place}/${collection}/{name}`, (request) => {
      const { project = '', name } = request.params;
      const place = placeOf(scope, request);
      const found = items(project, place).find((item) => item.name === name);
      if (!found) throw notFound(`projects/${project}/${scope}/${place}/${collection}/${name}`);
      return { body: found };
    }),
  ];

  return [
    route('GET', PROJECT, ({ params }) => {
      const project = projects.find(params.project!);
      if (!project) throw notFound(`projects/${params.project}`);
      return { body: projectResource(project.projectId, project.projectNumber) };
    }),
    ...placeRoutes('regions'),
    ...placeRoutes('zones'),
    ...placedCollections(compute).flatMap(collectionRoutes),
    ...reservationRoutes(compute),
    route('DELETE', `${PROJECT}/regions/{place}/forwardingRules/{name}`, (request) => {
      const { project = '', name = '' } = request.params;
      const region = placeOf('regions', request);
      const deleted = forwardingRules.delete({ project, region, name });
      if (!deleted) throw notFound(`projects/${project}/regions/${region}/forwardingRules/${name}`);
      const at = { project, scope: 'regions', place: region } as const;
      return { body: finishedOperation(at, 'delete', 'forwardingRules', name, world.clock.now()) };
    }),
  ];
}

function notFound(resource: string): LegacyApiError {
  return new LegacyApiError(404, 'notFound', `The resource '${resource}' was not found`);
}
