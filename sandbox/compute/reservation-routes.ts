import { type ApiRequest, type Route, route } from '../core/http.ts';
import { isObject, type JsonObject, jsonBody } from '../core/json-body.ts';
import { LegacyApiError } from '../core/legacy-error.ts';
import type { World } from '../core/world.ts';
import type { Locations } from './locations.ts';
import type { Reservations } from './reservations.ts';
import { finishedOperation, type Vm } from './resources.ts';

interface Parts {
  readonly world: World;
  readonly locations: Locations;
  readonly reservations: Reservations;
  vms(project: string): readonly Vm[];
}

const RESERVATIONS = '/projects/{project}/zones/{place}/reservations';

/** `gcloud compute reservations create` and `delete`; the lists are with the others. */
export function reservationRoutes({ world, locations, reservations, vms }: Parts): Route[] {
  const finished = ({ params: { project = '', place = '' } }: ApiRequest, operationType: string, name: string) => {
    const at = { project, scope: 'zones', place } as const;
    return { body: finishedOperation(at, operationType, 'reservations', name, world.clock.now()) };
  };
  return [
    route('POST', RESERVATIONS, (request) => {
      const { project = '', place: zone = '' } = request.params;
      const { name, specificReservation, specificReservationRequired } = jsonBody(request);
      if (specificReservationRequired !== true) throw new LegacyApiError(400, 'invalid', AUTOMATIC);
      const { machineType, count } = readMachines(specificReservation);
      const reservation = { project, zone, name: String(name ?? ''), machineType, count };
      if (reservations.get(reservation)) throw alreadyExists(project, zone, reservation.name);
      if (!locations.offers(zone, machineType)) throw noMachineType(zone, machineType);
      reservations.put(reservation);
      return finished(request, 'insert', reservation.name);
    }),
    route('DELETE', `${RESERVATIONS}/{name}`, (request) => {
      const { project = '', place: zone = '', name = '' } = request.params;
      const user = vms(project).find((vm) => vm.zone === zone && vm.reservation === name);
      if (user) throw inUse(project, zone, name, user.name);
      if (reservations.delete({ project, zone, name })) return finished(request, 'delete', name);
      const resource = `projects/${project}/zones/${zone}/reservations/${name}`;
      throw new LegacyApiError(404, 'notFound', `The resource '${resource}' was not found`);
    }),
  ];
}

function readMachines(specific: unknown): { machineType: string; count: number } {
  const { count, instanceProperties } = (isObject(specific) ? specific : {}) as JsonObject;
  const { machineType } = (isObject(instanceProperties) ? instanceProperties : {}) as JsonObject;
  return {
    machineType: String(machineType ?? '')
      .split('/')
      .at(-1)!,
    count: Number(count ?? 0),
  };
}

const AUTOMATIC =
  '[sandbox] Not simulated: a reservation that any matching machine consumes. Use --require-specific-reservation.';

/** Compute Engine's page "Delete reservations" says that it fails; the text is that of its other resources in use. */
function inUse(project: string, zone: string, name: string, vm: string): LegacyApiError {
  const place = `projects/${project}/zones/${zone}`;
  const text = `The reservation resource '${place}/reservations/${name}' is already being used by '${place}/instances/${vm}'`;
  return new LegacyApiError(400, 'resourceInUseByAnotherResource', text);
}

function alreadyExists(project: string, zone: string, name: string): LegacyApiError {
  const resource = `projects/${project}/zones/${zone}/reservations/${name}`;
  return new LegacyApiError(409, 'alreadyExists', `The resource '${resource}' already exists`);
}

function noMachineType(zone: string, machineType: string): LegacyApiError {
  const field = 'resource.specificReservation.instanceProperties.machineType';
  const why = `Machine type with name '${machineType}' does not exist in zone '${zone}'.`;
  return new LegacyApiError(400, 'invalid', `Invalid value for field '${field}': '${machineType}'. ${why}`);
}
