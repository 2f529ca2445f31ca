export { type Parameters, renderManifest } from './template/render.ts';
