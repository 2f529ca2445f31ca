/*
 * The import of the workshop's notebooks: drills and the quiz beside the steps of `vllm-tpu-runbook/notebook`.
 */

export { drill } from './drills/notebook.ts';
export { quiz } from './quiz/notebook.ts';
