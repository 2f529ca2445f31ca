import { generationOf, MACHINE_TYPES, type MachineType, TPU_SHAPES } from './tpu.ts';

/** Parameters in billions, from the models' safetensors on Hugging Face; each takes 2 bytes (bfloat16). */
const MODELS: Readonly<Record<string, number>> = {
  'meta-llama/Llama-3.1-70B': 70.55,
  'meta-llama/Llama-3.1-70B-Instruct': 70.55,
  'meta-llama/Llama-3.3-70B-Instruct': 70.55,
  'meta-llama/Llama-3.1-8B': 8.03,
  'meta-llama/Llama-3.1-8B-Instruct': 8.03,
};
const BYTES_PER_PARAMETER = 2;

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

/** The size of a model's weights in GiB, by the table or by its name; undefined when neither tells. */
export function weightsGib(model: string): number | undefined {
  const billions = Object.hasOwn(MODELS, model) ? MODELS[model] : billionsIn(model);
  const bytes = QUANTIZED.find(({ pattern }) => pattern.test(model))?.bytes ?? BYTES_PER_PARAMETER;
  return billions === undefined ? undefined : (billions * 1e9 * bytes) / 2 ** 30;
}

function billionsIn(model: string): number | undefined {
  const { experts = '1', billions } = SIZE_IN_NAME.exec(model.slice(model.indexOf('/') + 1))?.groups ?? {};
  if (billions === undefined) return undefined;
  return Number(experts) * Number(billions) * (Number(experts) > 1 ? SHARED : 1);
}

/** Whether the weights leave room for the KV cache; undefined for a model of unknown size. */
export function fits(model: string, machineType: MachineType): boolean | undefined {
  const weights = weightsGib(model);
  return weights === undefined ? undefined : weights <= TPU_SHAPES[machineType].hbmGib * UTILIZATION * (1 - ROOM);
}

/**
 * The machine types that fit a model, smallest first.
 * @param like only machine types of this one's generation, if one of them fits
 */
export function machinesFor(model: string, like?: MachineType): readonly MachineType[] {
  const all = MACHINE_TYPES.filter((machineType) => fits(model, machineType) !== false);
  const bySize = all.sort((a, b) => TPU_SHAPES[a].hbmGib - TPU_SHAPES[b].hbmGib);
  // Zones and quotas differ between generations.
  const alike = bySize.filter((machineType) => like && generationOf(machineType) === generationOf(like));
  return alike.length > 0 ? alike : bySize;
}
