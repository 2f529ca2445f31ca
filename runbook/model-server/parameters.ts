import type { Config } from '../../lib/config/index.ts';
import { nodePool, TPU_SHAPES } from '../tutorial/names.ts';
import { serviceParameters } from './exposure.ts';

/** The parameters of the model server's manifest. */
export function parameters(config: Config) {
  const shape = TPU_SHAPES[config.MACHINE_TYPE];
  return {
    KSA_NAME: config.KSA_NAME,
    GSBUCKET: config.GSBUCKET,
    VLLM_IMAGE: config.VLLM_IMAGE,
    MODEL: config.MODEL,
    TPU_ACCELERATOR: shape.accelerator,
    TPU_CHIPS: shape.chips,
    TPU_TOPOLOGY: shape.topology,
    STREAM: config.LOAD_FORMAT === 'runai_streamer',
    HARDENED: config.HARDENED === 'on',
    XLA_CACHE: config.XLA_CACHE === 'shared',
    // In a shared cluster a learner's pods run on the learner's node pool.
    OWN_POOL: config.LEARNER !== undefined && config.CLUSTER_MODE === 'standard',
    NODE_POOL: nodePool(config),
    MAX_SURGE: config.SPARE_NODES > 0 ? 1 : 0,
    MAX_UNAVAILABLE: config.SPARE_NODES > 0 ? 0 : 1,
    API_KEY: config.VLLM_API_KEY !== undefined,
    ...serviceParameters({ config }),
  };
}
