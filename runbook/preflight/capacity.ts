import { no, type Question, unknown, yes } from '../../lib/checks/index.ts';
import { compareVersions, leastVersion, regionOf, TPU_SHAPES } from '../../lib/config/index.ts';
import { askGoogle, lookGoogle } from '../../lib/google/api.ts';
import { provisioningOf, zonesToTry } from '../cluster/provisioning.ts';
import { limitsOf, quotaPage, quotaRequest } from './quota.ts';

interface ServerConfig {
  readonly validMasterVersions?: readonly string[];
  readonly defaultClusterVersion?: string;
}

export const capacity: readonly Question[] = [
  {
    id: 'tpu-quota',
    about: 'TPU quota',
    diagnosis: 'TPU_QUOTA',
    ask: async (session) => {
      const { config } = session;
      const { quota } = provisioningOf(config);
      if (quota === undefined) return yes('not needed: the reservation includes its quota');
      const region = regionOf(config.CONTROL_PLANE_LOCATION);
      const { limitIn, message } = await limitsOf(quota, session);
      if (limitIn === undefined) return unknown(message, quotaPage(config));
      const limit = limitIn(region);
      const wanted = TPU_SHAPES[config.MACHINE_TYPE].chips * config.MAX_REPLICAS;
      const detail = `${quota.id} in ${region} is ${limit} chips; ${config.MAX_REPLICAS} replicas need ${wanted}`;
      if (limit >= wanted) return yes(detail);
      return no(detail, `${quotaRequest(config, quota, region, wanted)}\n${quotaPage(config)}`);
    },
  },
  {
    id: 'machine-type',
    about: 'machine type',
    diagnosis: 'MACHINE_TYPE',
    ask: async (session) => {
      const { PROJECT_ID, MACHINE_TYPE } = session.config;
      const zones = zonesToTry(session.config);
      const found = await Promise.all(
        zones.map((zone) => {
          const path = `projects/${PROJECT_ID}/zones/${zone}/machineTypes/${MACHINE_TYPE}`;
          return lookGoogle<{ name: string }>('COMPUTE', path, session);
        }),
      );
      const refused = found.find(({ status }) => status !== 200 && status !== 404);
      if (refused) return unknown(refused.message);
      const lacking = zones.filter((_, place) => found[place]!.status === 404);
      if (lacking.length === 0)
        return yes(`${MACHINE_TYPE} is offered in ${zones.join(', ')} (free machines are not guaranteed)`);
      return no(
        `${MACHINE_TYPE} is not offered in ${lacking.join(', ')}`,
        `gcloud compute machine-types list --filter=name=${MACHINE_TYPE} '--format=value(zone)' --project=${PROJECT_ID}`,
      );
    },
  },
  {
    id: 'cluster-version',
    about: 'cluster version',
    diagnosis: 'VERSION',
    ask: async (session) => {
      const {
        PROJECT_ID,
        CLUSTER,
        CLUSTER_VERSION: asked,
        CLUSTER_MODE,
        MACHINE_TYPE,
        CONTROL_PLANE_LOCATION: location,
      } = session.config;
      if (CLUSTER === 'existing') return yes('not needed: the existing cluster keeps its version');
      const path = `v1/projects/${PROJECT_ID}/locations/${location}/serverConfig`;
      const config = await askGoogle<ServerConfig>('CONTAINER', path, session);
      const valid = config?.validMasterVersions;
      if (valid === undefined) return unknown(`cannot list the versions in ${location}`);
      const least = leastVersion(MACHINE_TYPE, CLUSTER_MODE);
      const offered = valid.filter((version) => compareVersions(version, least) >= 0);
      const aliases: Readonly<Record<string, string | undefined>> = {
        latest: valid[0],
        '-': config?.defaultClusterVersion,
      };
      const found = aliases[asked] ?? valid.find((version) => stands(asked, version));
      if (found !== undefined && offered.includes(found))
        return yes(asked === found ? found : `${asked === '-' ? 'the default' : asked} currently means ${found}`);
      const remedy =
        offered[0] === undefined ? 'Set another CONTROL_PLANE_LOCATION' : `Set CLUSTER_VERSION=${offered[0]}`;
      return no(`${location} does not offer ${asked} (the minimum is ${least})`, remedy);
    },
  },
];

/** `1.33` means its newest patch version. */
function stands(asked: string, version: string): boolean {
  return version === asked || version.startsWith(`${asked}.`) || version.startsWith(`${asked}-`);
}
