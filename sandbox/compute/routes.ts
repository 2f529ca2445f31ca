import { type ApiRequest, type Handler, type Route, route } from '../core/http.ts';
import { LegacyApiError } from '../core/legacy-error.ts';
import type { Projects } from '../resource-manager/projects.ts';
import { filtered } from './filter.ts';
import type { Locations } from './locations.ts';
import {
  instanceResource,
  machineTypeResource,
  projectResource,
  regionResource,
  type Vm,
  zoneResource,
} from './resources.ts';

export interface Compute {
  readonly locations: Locations;
  readonly projects: Projects;
  /** The machines of the project's clusters. */
  vms(project: string): readonly Vm[];
}

const PROJECT = '/projects/{project}';
const ZONE = `${PROJECT}/zones/{zone}`;

/** Compute Engine v1, for reading: what gcloud asks about regions, zones, machine types and what is running. */
export function routes({ locations, projects, vms }: Compute): Route[] {
  const region = (project: string, name: string) => regionResource(project, name, locations.zones(name));
  const machineTypes = (project: string, zone: string) =>
    locations.machineTypes(zone).map(([name, machine]) => machineTypeResource(project, zone, name, machine));
  const instances = (project: string, zone: string) =>
    vms(project)
      .filter((vm) => vm.zone === zone)
      .map((vm) => instanceResource(project, vm));

  const list =
    (kind: string, items: (project: string, request: ApiRequest) => object[]): Handler =>
    (request) => {
      const all = items(request.params.project!, request);
      return { body: { kind, items: filtered(all, request.query.get('filter')) } };
    };
  /** A list over all zones, by zone. */
  const aggregated = (collection: string, items: (project: string, zone: string) => object[]): Route =>
    route('GET', `${PROJECT}/aggregated/${collection}`, ({ params, query }) => {
      const found = locations.zones().map((zone) => {
        return [
          `zones/${zone}`,
          { [collection]: filtered(items(params.project!, zone), query.get('filter')) },
        ] as const;
      });
      const scopes = Object.fromEntries(found.filter(([, scope]) => scope[collection]!.length > 0));
      return { body: { kind: `compute#${collection}AggregatedList`, items: scopes } };
    });
  const requireZone = ({ params: { project, zone = '' } }: ApiRequest): string => {
    if (locations.zones().includes(zone)) return zone;
    throw notFound(`projects/${project}/zones/${zone}`);
  };

  return [
    route('GET', PROJECT, ({ params }) => {
      const project = projects.find(params.project!);
      if (!project) throw notFound(`projects/${params.project}`);
      return { body: projectResource(project.projectId, project.projectNumber) };
    }),
    route(
      'GET',
      `${PROJECT}/regions`,
      list('compute#regionList', (project) => locations.regions().map((name) => region(project, name))),
    ),
    route('GET', `${PROJECT}/regions/{region}`, ({ params }) => {
      const { project, region: name } = params as { project: string; region: string };
      if (!locations.regions().includes(name)) throw notFound(`projects/${project}/regions/${name}`);
      return { body: region(project, name) };
    }),
    route(
      'GET',
      `${PROJECT}/zones`,
      list('compute#zoneList', (project) => locations.zones().map((name) => zoneResource(project, name))),
    ),
    route('GET', ZONE, (request) => ({ body: zoneResource(request.params.project!, requireZone(request)) })),
    route(
      'GET',
      `${ZONE}/machineTypes`,
      list('compute#machineTypeList', (project, request) => machineTypes(project, requireZone(request))),
    ),
    route('GET', `${ZONE}/machineTypes/{machineType}`, (request) => {
      const { project, machineType } = request.params as { project: string; machineType: string };
      const found = machineTypes(project, requireZone(request)).find(({ name }) => name === machineType);
      if (!found) throw notFound(`projects/${project}/zones/${request.params.zone}/machineTypes/${machineType}`);
      return { body: found };
    }),
    aggregated('machineTypes', machineTypes),
    aggregated('instances', instances),
    ...['disks', 'forwardingRules', 'addresses'].map((collection) => aggregated(collection, () => [])),
  ];
}

function notFound(resource: string): LegacyApiError {
  return new LegacyApiError(404, 'notFound', `The resource '${resource}' was not found`);
}
