import { type Answer, no, yes } from '../../lib/checks/index.ts';
import { type Config, type Fit, fitOf, gib, machinesFor, TPU_SHAPES } from '../../lib/config/index.ts';
import { MAX_MODEL_LEN, MAX_NUM_SEQS } from '../tutorial/names.ts';

export const HUB = 'https://huggingface.co';
const MANIFEST = 'manifests/vllm-llama3-70b.yaml';

const count = (tokens: number): string => tokens.toLocaleString('en-US');

/** Whether MODEL, MACHINE_TYPE and the manifest's arguments fit each other, with the numbers. */
export function modelFits(config: Config): Answer {
  const { MODEL, MACHINE_TYPE } = config;
  const fit = fitOf(config, MACHINE_TYPE);
  if (!fit) {
    const files = `${HUB}/${MODEL}/tree/main`;
    return no(
      `the size of ${MODEL} is unknown`,
      `Set WEIGHTS_GIB to the sum of the .safetensors files in GiB: ${files}`,
    );
  }
  const { chips, topology } = TPU_SHAPES[MACHINE_TYPE];
  const place = `${MODEL} on ${MACHINE_TYPE} (${chips} ${chips === 1 ? 'chip' : 'chips'}, topology ${topology})`;
  if (fit.why !== undefined) {
    const [machine] = machinesFor(config, MACHINE_TYPE);
    return no(
      `${place}: ${fit.why}`,
      machine ? `Set MACHINE_TYPE=${machine}` : `Set another MODEL: ${MODEL} fits on no single TPU host`,
    );
  }
  const { hbmGib } = TPU_SHAPES[MACHINE_TYPE];
  const memory = `${gib(fit.weightsGib)} GiB of weights in ${gib(hbmGib)} GiB of HBM, ${gib(fit.cacheGib)} GiB for the KV cache`;
  return fit.cache
    ? lengthFits(`${place}: ${memory}`, fit.cache)
    : yes(`${place}: ${memory} (in tokens: unknown, because the runbook does not know the layers of the model)`);
}

function lengthFits(where: string, { tokens, longest }: NonNullable<Fit['cache']>): Answer {
  if (MAX_MODEL_LEN > longest) {
    const detail = `${where}; a sequence has at most ${count(longest)} tokens, --max-model-len is ${count(MAX_MODEL_LEN)}`;
    return no(detail, `Set --max-model-len=${longest} in ${MANIFEST}`);
  }
  const slots = Math.min(MAX_NUM_SEQS, Math.floor(tokens / MAX_MODEL_LEN));
  const mean = Math.min(MAX_MODEL_LEN, Math.floor(tokens / MAX_NUM_SEQS));
  return yes(
    `${where} = ${count(tokens)} tokens: ${slots} sequences of ${count(MAX_MODEL_LEN)} tokens (--max-model-len, at most ${count(longest)}), or ${MAX_NUM_SEQS} (--max-num-seqs) of ${count(mean)}`,
  );
}
