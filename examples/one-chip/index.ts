import { scriptOfAll } from 'vllm-tpu-runbook';

scriptOfAll(import.meta, () => import('./steps.ts'));
