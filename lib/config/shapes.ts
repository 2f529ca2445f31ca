import { MODELS, type Row } from './models.ts';
import { generationOf, MACHINE_TYPES, type MachineType, TPU_SHAPES } from './tpu.ts';

const BYTES_PER_PARAMETER = 2;
const GIB = 2 ** 30;

/** The share of HBM that vLLM takes (its default), and the least share of that for the KV cache and the graphs. */
const UTILIZATION = 0.9;
const ROOM = 0.15;

/** The parameters in a model's name: `…-405B`, `8x7B`; `…-A3B` counts only active ones and does not match. */
const SIZE_IN_NAME = /(?<![A-Za-z\d.])(?:(?<experts>\d+)x)?(?<billions>\d+(?:\.\d+)?)B(?![A-Za-z])/i;
/** Experts share attention layers: Mixtral 8x7B has 46.7 billion of 56, 8x22B 141 of 176 (model cards). */
const SHARED = 0.8;
/** The bytes per parameter in a model's name: half a byte with 4 bits, one with 8. */
const QUANTIZED = [
  { pattern: /awq|gptq|w4a16|int4|4bit|mxfp4|nvfp4/i, bytes: 0.5 },
  { pattern: /fp8|int8|w8a8|8bit/i, bytes: 1 },
] as const;

/** A model, and the size of its weights where a person gives it. */
export interface SizedModel {
  readonly MODEL: string;
  readonly WEIGHTS_GIB?: number | undefined;
}

/** GiB of a model's weights: as given, by the table, or by its name; undefined when none tells. */
export function weightsGib({ MODEL, WEIGHTS_GIB }: SizedModel): number | undefined {
  if (WEIGHTS_GIB !== undefined) return WEIGHTS_GIB;
  const row = rowOf(MODEL);
  if (row) return row[0];
  const billions = billionsIn(MODEL);
  const bytes = QUANTIZED.find(({ pattern }) => pattern.test(MODEL))?.bytes ?? BYTES_PER_PARAMETER;
  return billions === undefined ? undefined : (billions * 1e9 * bytes) / GIB;
}

function billionsIn(model: string): number | undefined {
  const { experts = '1', billions } = SIZE_IN_NAME.exec(model.slice(model.indexOf('/') + 1))?.groups ?? {};
  if (billions === undefined) return undefined;
  return Number(experts) * Number(billions) * (Number(experts) > 1 ? SHARED : 1);
}

const rowOf = (model: string) => (Object.hasOwn(MODELS, model) ? MODELS[model] : undefined);

/** The layers of a model of the table. */
export const layersOf = ({ MODEL }: Pick<SizedModel, 'MODEL'>): number | undefined => rowOf(MODEL)?.[1];

/** How a model lies on one host, with tensor parallelism over all chips. */
export interface Fit {
  readonly weightsGib: number;
  /** GiB left for the KV cache. */
  readonly cacheGib: number;
  /** Known for a model of the table. */
  readonly cache?: {
    /** Tokens that the KV cache holds. */
    readonly tokens: number;
    /** The longest sequence of the model that the cache holds (tokens). */
    readonly longest: number;
  };
  /** Why the model does not fit; undefined if it does. */
  readonly why?: string;
}

/** Undefined for a model of unknown size. */
export function fitOf(model: SizedModel, machineType: MachineType): Fit | undefined {
  const weights = weightsGib(model);
  if (weights === undefined) return undefined;
  const { chips, hbmGib } = TPU_SHAPES[machineType];
  const cacheGib = hbmGib * UTILIZATION - weights;
  const row = rowOf(model.MODEL);
  const why = tooLarge(weights, machineType) ?? (row && unsplit(row, chips));
  return {
    weightsGib: weights,
    cacheGib,
    ...(row && { cache: cacheOf(row, Math.max(0, cacheGib), chips) }),
    ...(why !== undefined && { why }),
  };
}

function tooLarge(weights: number, machineType: MachineType): string | undefined {
  const { hbmGib } = TPU_SHAPES[machineType];
  return weights > hbmGib * UTILIZATION * (1 - ROOM)
    ? `${gib(weights)} GiB of weights and the KV cache need more than ${gib(hbmGib)} GiB of HBM (${machineType})`
    : undefined;
}

/** Each chip has a whole number of attention heads, and of key-value heads or their copies. */
function unsplit([, , heads, kvHeads]: Row, chips: number): string | undefined {
  if (heads % chips !== 0) return `${heads} attention heads cannot be split over ${chips} chips`;
  if (Math.max(kvHeads, chips) % Math.min(kvHeads, chips) !== 0)
    return `${kvHeads} key-value heads cannot be split over ${chips} chips`;
  return undefined;
}

function cacheOf([, layers, , kvHeads, headDim, longest]: Row, gibs: number, chips: number): NonNullable<Fit['cache']> {
  const tokens = Math.floor((gibs * GIB) / (layers * tokenBytes(kvHeads, headDim, chips)));
  return { tokens, longest: Math.min(tokens, longest) };
}

/** Keys and values of one token in one layer, in bfloat16: tpu-inference gives each chip a head, 64 or a multiple of 128 wide. */
function tokenBytes(kvHeads: number, headDim: number, chips: number): number {
  const width = headDim === 64 ? 64 : Math.ceil(headDim / 128) * 128;
  return 2 * Math.max(kvHeads, chips) * width * BYTES_PER_PARAMETER;
}

/** `131.4`; whole numbers as they are. */
export const gib = (value: number): string => String(Math.round(value * 10) / 10);

/** Whether a model fits on a machine; undefined for a model of unknown size. */
export function fits(model: SizedModel, machineType: MachineType): boolean | undefined {
  const fit = fitOf(model, machineType);
  return fit && fit.why === undefined;
}

/**
 * The machine types that fit a model, smallest first.
 * @param like only machine types of this one's generation, if one of them fits
 */
export function machinesFor(model: SizedModel, like?: MachineType): readonly MachineType[] {
  const all = MACHINE_TYPES.filter((machineType) => fits(model, machineType) !== false);
  const bySize = all.sort((a, b) => TPU_SHAPES[a].hbmGib - TPU_SHAPES[b].hbmGib);
  // Zones and quotas differ between generations.
  const alike = bySize.filter((machineType) => like && generationOf(machineType) === generationOf(like));
  return alike.length > 0 ? alike : bySize;
}
