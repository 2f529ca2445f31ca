export type { Parameters } from './template/parameters.ts';
export { renderManifest } from './template/render.ts';
