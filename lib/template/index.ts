export type { Parameters } from './parameters.ts';
export { renderManifest } from './render.ts';
