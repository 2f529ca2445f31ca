import { entry, profile } from './data.ts';

/** A model as the simulation needs it. */
export interface ModelProfile {
  readonly architecture: string;
  readonly parameters: number;
  /** The parameters that one token passes in a mixture of experts. @default parameters */
  readonly activeParameters?: number;
  /** Bytes of the weights, in the repository and in the chips' memory. */
  readonly weightBytes: number;
  readonly layers: number;
  /** The layers with a KV cache. @default layers */
  readonly kvLayers?: number;
  readonly hiddenSize: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly vocabulary: number;
  readonly maxPositions: number;
  /** The method in the model's config.json. */
  readonly quantization?: string;
  /** Files of the repository. */
  readonly shards: number;
  readonly gated: boolean;
  readonly chatTemplate: boolean;
  readonly source: string;
}

/** A catalogue's row: without `shards`, the repository has a file for each 5 GB. */
export type ModelRow = Omit<ModelProfile, 'shards'> & { readonly shards?: number };

/** Models that a person gave, beside the catalogue. */
export type GivenModels = ReadonlyMap<string, ModelProfile>;

/** save_pretrained's default for the size of a file. */
const SHARD_BYTES = 5e9;

export function completed(row: ModelRow): ModelProfile {
  return { ...row, shards: row.shards ?? Math.max(1, Math.ceil(row.weightBytes / SHARD_BYTES)) };
}

/** A model by its Hugging Face name: one that was given, or one of the catalogue's. */
export function modelProfile(name: string, given?: GivenModels): ModelProfile | undefined {
  const row = entry<ModelRow>('models', name);
  return given?.get(name) ?? (row && completed(row));
}

export const modelNames = (): readonly string[] => Object.keys(profile<Record<string, ModelRow>>('models'));
