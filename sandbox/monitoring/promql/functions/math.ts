import { type FunctionDefinition, perSample } from './definition.ts';

const DEGREE = Math.PI / 180;

function round(value: number, to = 1): number {
  const inverse = 1 / to;
  return Math.floor(value * inverse + 0.5) / inverse;
}

export const mathFunctions: Readonly<Record<string, FunctionDefinition>> = {
  abs: perSample(Math.abs),
  ceil: perSample(Math.ceil),
  floor: perSample(Math.floor),
  exp: perSample(Math.exp),
  sqrt: perSample(Math.sqrt),
  ln: perSample(Math.log),
  log2: perSample(Math.log2),
  log10: perSample(Math.log10),
  sgn: perSample(Math.sign),
  sin: perSample(Math.sin),
  cos: perSample(Math.cos),
  tan: perSample(Math.tan),
  asin: perSample(Math.asin),
  acos: perSample(Math.acos),
  atan: perSample(Math.atan),
  sinh: perSample(Math.sinh),
  cosh: perSample(Math.cosh),
  tanh: perSample(Math.tanh),
  asinh: perSample(Math.asinh),
  acosh: perSample(Math.acosh),
  atanh: perSample(Math.atanh),
  deg: perSample((value) => value / DEGREE),
  rad: perSample((value) => value * DEGREE),
  round: perSample(round, 1, 1),
  clamp: perSample((value, low, high) => (high! < low! ? undefined : Math.max(low!, Math.min(high!, value))), 2),
  clamp_min: perSample((value, low) => Math.max(low!, value), 1),
  clamp_max: perSample((value, high) => Math.min(high!, value), 1),
};
