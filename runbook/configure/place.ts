import { generationOf, type MachineType, regionOf, TPU_SHAPES, variables } from '../../lib/config/index.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { dollars } from '../cost/prices.ts';
import { enableApis } from '../preflight/project.ts';
import { quotaRequest } from '../preflight/quota.ts';
import { columns } from './columns.ts';
import { type Bought, free, lacks, type Place, WAYS, type Way } from './places.ts';
import type { Choice, Known, Question } from './question.ts';
import type { Surroundings } from './surroundings.ts';

export const zone: Question = {
  variable: 'ZONE',
  flag: 'zone',
  placeholder: 'ZONE',
  help: 'the zone of the TPU nodes: one that offers the machine type and in which the project has quota',
  message: () => "Where? (price of a node, chips in use of the project's quota)",
  offer: async (known, cloud) => {
    const all = await placesFor(known, cloud);
    const chips = chipsOf(known);
    const usable = all.filter(({ ways }) => WAYS.some((way) => !lacks(ways[way], chips)));
    const ordered = (usable.length > 0 ? usable : all).toSorted(byPrice);
    if (ordered.length === 0)
      throw new RunbookError('CONFIG_INVALID', `${known.PROJECT_ID} has no zone with ${known.MACHINE_TYPE}`, {
        remedy: `gcloud compute machine-types list --filter=name=${known.MACHINE_TYPE} --project=${known.PROJECT_ID}`,
      });
    return { choices: zoneChoices(ordered), first: ordered[0]!.zone, other: (text) => refusedZone(text, all, known) };
  },
};

function zoneChoices(places: readonly Place[]): readonly Choice[] {
  const lines = columns(
    places.map(({ zone: name, ways }) => [name, ...cells('on demand', ways['on-demand']), ...cells('spot', ways.spot)]),
  );
  return places.map(({ zone: value }, place) => ({ value, label: lines[place]! }));
}

const cells = (name: string, { perHour, limit, used }: Bought): readonly string[] => [
  name,
  perHour === undefined ? 'no price' : `${dollars(perHour)}/h`,
  `${used} of ${limit ?? '?'}`,
];

/** Known prices first, then the cheapest. */
function byPrice(a: Place, b: Place): number {
  const price = ({ ways }: Place): number => ways['on-demand'].perHour ?? Number.POSITIVE_INFINITY;
  const [left, right] = [price(a), price(b)];
  const bothUnknown = left === right;
  return bothUnknown
    ? Number(b.ways.spot.perHour !== undefined) - Number(a.ways.spot.perHour !== undefined)
    : left - right;
}

/** A zone without quota may be named: quota can be requested before the first run. */
function refusedZone(text: string, all: readonly Place[], { MACHINE_TYPE }: Known) {
  if (all.some((place) => place.zone === text)) return { value: text };
  const names = all.map((place) => place.zone).join(', ');
  return { why: `${MACHINE_TYPE} is not offered in ${text}. Zones that offer it: ${names}` };
}

/** What a node needs of each way to buy it, in words. */
const NOTES: Readonly<Record<Way, string>> = {
  'on-demand': 'runs until it is deleted',
  spot: 'Google Cloud can take it away at any time',
  'flex-start': 'waits until machines are free',
};

export const provisioning: Question = {
  variable: 'PROVISIONING',
  flag: 'provisioning',
  placeholder: 'WAY',
  help: `how the nodes are bought: ${WAYS.join(', ')} or reservation:NAME`,
  message: ({ ZONE }) => `How should the nodes in ${ZONE} be bought?`,
  assumed: true,
  offer: async (known, cloud) => {
    const { ways } = (await placesFor(known, cloud)).find(({ zone: name }) => name === known.ZONE)!;
    const chips = chipsOf(known);
    const usable = WAYS.filter((way) => !lacks(ways[way], chips));
    const offered = usable.length > 0 ? usable : WAYS;
    const lines = columns(offered.map((way) => [...cells(way, ways[way]), NOTES[way]]));
    return {
      choices: offered.map((value, place) => ({
        value,
        label: lines[place]!,
        ...quotaWarning(ways[value], value, known),
      })),
      first: offered[0],
      other: (text) => {
        if (variables.PROVISIONING.rule.parse(text) === undefined)
          return { why: `expected ${variables.PROVISIONING.rule.expected}` };
        return { value: text, ...(isWay(text) && quotaWarning(ways[text], text, known)) };
      },
    };
  },
};

const isWay = (text: string): text is Way => WAYS.some((way) => way === text);

function quotaWarning(bought: Bought, way: Way, known: Known): { readonly warning?: string } {
  const { MACHINE_TYPE, PROJECT_ID = '', ZONE = '' } = known;
  const replicas = Number(known.MAX_REPLICAS ?? variables.MAX_REPLICAS.default);
  const wanted = chipsOf(known) * replicas;
  if (bought.limit === undefined)
    return {
      warning: `The quota of ${way} in ${regionOf(ZONE)} is unknown: ${bought.unknown}\n${enableApis(PROJECT_ID, ['cloudquotas.googleapis.com'])}`,
    };
  if (!lacks(bought, wanted)) return {};
  const { onDemand, preemptible } = generationOf(MACHINE_TYPE as MachineType).quota;
  const request = quotaRequest(
    { PROJECT_ID },
    way === 'on-demand' ? onDemand : preemptible,
    regionOf(ZONE),
    wanted + bought.used,
  );
  return {
    warning: `${free(bought)} of ${bought.limit} chips are free in ${regionOf(ZONE)} (${way}); ${replicas} replicas need ${wanted}. To request quota:\n${request}`,
  };
}

const chipsOf = ({ MACHINE_TYPE }: Known): number => TPU_SHAPES[MACHINE_TYPE as MachineType].chips;

const placesFor = ({ PROJECT_ID, MACHINE_TYPE }: Known, cloud: Surroundings): Promise<readonly Place[]> =>
  cloud.places(PROJECT_ID!, MACHINE_TYPE as MachineType);
