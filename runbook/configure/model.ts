import {
  fitOf,
  generationOf,
  gib,
  type MachineType,
  machinesFor,
  type SizedModel,
  TPU_SHAPES,
  variables,
  weightsGib,
} from '../../lib/config/index.ts';
import { MODELS } from '../../lib/config/models.ts';
import { dollars } from '../cost/prices.ts';
import { columns } from './columns.ts';
import type { Choice, Known, Question, Read } from './question.ts';

const DEFAULT_MACHINE: MachineType = variables.MACHINE_TYPE.default;

export const model: Question = {
  variable: 'MODEL',
  flag: 'model',
  placeholder: 'OWNER/NAME',
  help: 'the model to serve',
  message: () => 'Which model?',
  assumed: true,
  offer: async () => ({ choices: catalogue(), first: variables.MODEL.default, other: otherModel }),
};

/** The known models that fit on one host, the default first. */
function catalogue(): readonly Choice[] {
  const names = Object.keys(MODELS).filter((name) => machinesFor({ MODEL: name }, DEFAULT_MACHINE).length > 0);
  const first = variables.MODEL.default;
  const ordered = [first, ...names.filter((name) => name !== first)];
  const lines = columns(
    ordered.map((name) => {
      const [machine] = machinesFor({ MODEL: name }, DEFAULT_MACHINE);
      return [name, `${gib(weightsGib({ MODEL: name })!)} GiB`, chips(machine!)];
    }),
  );
  return ordered.map((value, place) => ({ value, label: lines[place]! }));
}

function otherModel(text: string): Read {
  const { rule } = variables.MODEL;
  if (rule.parse(text) === undefined) return { why: `expected ${rule.expected}` };
  const fit = fitOf({ MODEL: text }, DEFAULT_MACHINE);
  if (!fit || machinesFor({ MODEL: text }).length > 0) return { value: text };
  return { why: `no single TPU host fits ${text}: ${fit.why}` };
}

export const weights: Question = {
  variable: 'WEIGHTS_GIB',
  flag: 'weights-gib',
  placeholder: 'GIB',
  help: 'the size of the weights, for a model that the runbook does not know',
  message: ({ MODEL }) => `How large are the weights of ${MODEL} (GiB)?`,
  applies: ({ MODEL }) => MODEL !== undefined && weightsGib({ MODEL }) === undefined,
  offer: async () => ({
    choices: [],
    other: (text) => {
      const { rule } = variables.WEIGHTS_GIB;
      return rule.parse(text) === undefined ? { why: `expected ${rule.expected}` } : { value: text };
    },
  }),
};

export const machine: Question = {
  variable: 'MACHINE_TYPE',
  flag: 'machine-type',
  placeholder: 'TYPE',
  help: 'the machine type of the TPU nodes; by default the smallest that fits the model',
  message: ({ MODEL }) => `Which machine for ${MODEL}?`,
  assumed: true,
  offer: async (known) => {
    const sized = sizedModel(known);
    const alike = machinesFor(sized, DEFAULT_MACHINE);
    const all = [...alike, ...machinesFor(sized).filter((one) => !alike.includes(one))];
    const lines = columns(all.map(machineCells));
    return {
      choices: all.map((value, place) => ({ value, label: lines[place]! })),
      first: alike[0],
      other: (text) => ({ why: refusedMachine(text, sized) ?? `choose one of ${all.join(', ')}` }),
    };
  },
};

function refusedMachine(text: string, sized: SizedModel): string | undefined {
  return Object.hasOwn(TPU_SHAPES, text) ? fitOf(sized, text as MachineType)?.why : undefined;
}

function chips(type: MachineType): string {
  const { chips: count } = TPU_SHAPES[type];
  return count === 1 ? '1 chip' : `${count} chips`;
}

function machineCells(type: MachineType): readonly string[] {
  const { chips: count, hbmGib } = TPU_SHAPES[type];
  const { name, prices } = generationOf(type);
  const price = prices.perChipHour['on-demand'].us;
  return [
    type,
    name,
    chips(type),
    `${gib(hbmGib)} GiB`,
    price === undefined ? '' : `${dollars(price * count)}/h in the US`,
  ];
}

const sizedModel = ({ MODEL = '', WEIGHTS_GIB }: Known): SizedModel => ({
  MODEL,
  ...(WEIGHTS_GIB !== undefined && { WEIGHTS_GIB: Number(WEIGHTS_GIB) }),
});
