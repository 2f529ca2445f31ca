/*
 * The import of the workshop's notebooks: drills beside the steps of `vllm-tpu-runbook/notebook`.
 */

export { drill } from './drills/notebook.ts';
