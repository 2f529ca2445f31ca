import { type Config, layersOf, weightsGib } from '../../lib/config/index.ts';

/** The shares of a duration that depend on the model; the rest is the same for every model. */
export interface Shares {
  /** Download and load: in proportion to the bytes. */
  readonly weights: number;
  /** Compilation: in proportion to the layers, which are unrolled in each graph. */
  readonly compile: number;
}

/** The figures are for this model. */
const MEASURED = { MODEL: 'meta-llama/Llama-3.1-70B' } as const;

/** How much larger than the measured model one is. */
export interface Scale {
  readonly weights: number;
  readonly compile: number;
  /** The sentence for a person; undefined for the size of the measured model. */
  readonly note?: string;
}

/** The scale of MODEL, as on the sandbox (`sandbox/README.md`, "Models and vLLM"). A size that is unknown counts as measured. */
export function scaleOf(config: Pick<Config, 'MODEL' | 'WEIGHTS_GIB'>): Scale {
  const [gib, layers] = [weightsGib(config), layersOf(config)];
  const [measured, measuredLayers] = [weightsGib(MEASURED)!, layersOf(MEASURED)!];
  const [weights, compile] = [(gib ?? measured) / measured, (layers ?? measuredLayers) / measuredLayers];
  if (gib !== undefined && layers !== undefined && weights === 1 && compile === 1) return { weights, compile };
  const size = gib === undefined ? 'of unknown size' : `${gib.toFixed(gib < 10 ? 1 : 0)} GiB`;
  const depth = layers === undefined ? 'layers unknown' : `${layers} layers`;
  return {
    weights,
    compile,
    note: `For ${config.MODEL} (${size}, ${depth}) the figures are scaled from ${MEASURED.MODEL}: weights by bytes, compilation by layers.`,
  };
}

/** A factor for a duration. */
export const factor = ({ weights, compile }: Shares, scale: Scale): number =>
  1 - weights - compile + weights * scale.weights + compile * scale.compile;
