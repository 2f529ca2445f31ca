import { profile } from './data.ts';
import { completed, type GivenModels, type ModelProfile } from './models.ts';
import type { QuantizationProfile } from './quantization.ts';

/** Fields of a model's config.json (also inside `text_config`), and what only its page says. */
export type ModelFacts = Readonly<Record<string, unknown>>;

/** What cannot be computed from the rest. */
const REQUIRED = ['hidden_size', 'num_hidden_layers', 'num_attention_heads', 'vocab_size', 'max_position_embeddings'];
/** A method that the table lacks: 4 bits with scales. */
const FOUR_BITS = 0.53;

/**
 * The model with these facts. Parameters are counted as in a decoder with gated MLPs, or with experts: attention, MLP,
 * norms and embeddings; `parameters` overrides the count, and `weight_bytes` the size.
 * @throws Error which names the missing fields
 */
export function modelOfFacts(name: string, facts: ModelFacts): ModelProfile {
  const text = facts.text_config as ModelFacts | undefined;
  const all: ModelFacts = { ...facts, ...text };
  const missing = REQUIRED.filter((field) => !(Number(all[field]) > 0));
  if (all.intermediate_size === undefined && all.moe_intermediate_size === undefined && all.parameters === undefined)
    missing.push('intermediate_size');
  if (missing.length > 0)
    throw new Error(`models: ${name} lacks ${missing.join(', ')}: copy them from its config.json on Hugging Face`);
  const number = (field: string, otherwise = 0): number => Number(all[field] ?? otherwise);
  const heads = number('num_attention_heads');
  const hiddenSize = number('hidden_size');
  const shape = {
    layers: number('num_hidden_layers'),
    hiddenSize,
    heads,
    kvHeads: number('num_key_value_heads', heads),
    headDim: number('head_dim', hiddenSize / heads),
    vocabulary: number('vocab_size'),
  };
  const { total, active, embeddings } = count(shape, number, all);
  const parameters = number('parameters', total);
  const quantization = (all.quantization_config as { quant_method?: string } | undefined)?.quant_method;
  const { bytesPerParameter } = profile<QuantizationProfile>('quantization');
  const each = quantization === undefined ? 2 : (bytesPerParameter[quantization] ?? FOUR_BITS);
  const size = Math.round((parameters - embeddings) * each + embeddings * 2);
  return completed({
    ...shape,
    architecture: String((all.architectures as string[] | undefined)?.[0] ?? 'LlamaForCausalLM'),
    parameters,
    ...(active < total && { activeParameters: active }),
    weightBytes: number('weight_bytes', size),
    maxPositions: number('max_position_embeddings'),
    ...(quantization !== undefined && { quantization }),
    gated: all.gated === true,
    chatTemplate: all.chat_template !== false,
    source: 'given',
  });
}

/** Every model of a scenario's `models`. @throws Error which names a model and its missing fields */
export function givenModels(models: Readonly<Record<string, ModelFacts>> = {}): GivenModels {
  return new Map(Object.entries(models).map(([name, facts]) => [name, modelOfFacts(name, facts)]));
}

type Shape = Pick<ModelProfile, 'layers' | 'hiddenSize' | 'heads' | 'kvHeads' | 'headDim' | 'vocabulary'>;

function count(shape: Shape, number: (field: string, otherwise?: number) => number, facts: ModelFacts) {
  const { layers, hiddenSize, heads, kvHeads, headDim, vocabulary } = shape;
  const experts = number('num_experts', number('num_local_experts', number('n_routed_experts')));
  const width = number('intermediate_size');
  const mlp = 3 * hiddenSize * width;
  const expert = 3 * hiddenSize * number('moe_intermediate_size', width);
  const router = experts * hiddenSize;
  const attention = hiddenSize * headDim * (2 * heads + 2 * kvHeads);
  const embeddings = vocabulary * hiddenSize * (facts.tie_word_embeddings === true ? 1 : 2);
  const sum = (perLayer: number): number => layers * (attention + perLayer + 2 * hiddenSize) + embeddings + hiddenSize;
  if (experts === 0) return { total: sum(mlp), active: sum(mlp), embeddings };
  const active = sum(number('num_experts_per_tok', experts) * expert + router);
  return { total: sum(experts * expert + router), active, embeddings };
}
