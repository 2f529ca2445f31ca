import { profile } from './data.ts';
import type { ModelProfile } from './models.ts';
import { isAtLeast, parseVersion, type VllmVersion } from './versions.ts';

type ByVersion = Readonly<Record<string, readonly string[]>>;

export interface QuantizationProfile {
  readonly supported: ByVersion;
  readonly renamed: Readonly<Record<string, string>>;
  readonly known: ByVersion;
  readonly bytesPerParameter: Readonly<Record<string, number>>;
}

/** A model as it lies in the chips' memory: in another dtype than bfloat16, or quantized while it is loaded. */
export function loadedModel(model: ModelProfile, dtype: string, quantization: string | undefined): ModelProfile {
  if (model.quantization !== undefined) return model;
  const { bytesPerParameter } = profile<QuantizationProfile>('quantization');
  const each = quantization === undefined ? undefined : bytesPerParameter[quantization];
  if (each !== undefined) return { ...model, weightBytes: Math.round(model.parameters * each) };
  return /^float(32)?$/.test(dtype) ? { ...model, weightBytes: model.weightBytes * 2 } : model;
}

/** The list of the newest version that is not newer than this one. */
function listOf(lists: ByVersion, version: VllmVersion): readonly string[] {
  const held = Object.keys(lists).filter((since) => version.since(since));
  const newest = held.reduce((a, b) => (isAtLeast(parseVersion(b), parseVersion(a)) ? b : a), held[0] ?? '');
  return lists[newest] ?? Object.values(lists)[0]!;
}

/** Why the version refuses a quantization method on TPUs, as vLLM says it; undefined if it takes it. */
export function quantizationRefusal(method: string, version: VllmVersion): string | undefined {
  const { supported, known, renamed } = profile<QuantizationProfile>('quantization');
  const platform = listOf(supported, version);
  const methods = [...new Set([...listOf(known, version), ...platform])];
  const later = renamed[method];
  const name = later !== undefined && methods.includes(later) ? later : method;
  if (!methods.includes(name)) {
    const list = methods.map((each) => `'${each}'`).join(', ');
    return `Unknown quantization method: ${name}. Must be one of [${list}].`;
  }
  return platform.includes(name) ? undefined : `${name} quantization is currently not supported in tpu.`;
}
