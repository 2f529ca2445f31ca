#!/usr/bin/env node
import { scriptOfAll } from '../lib/runner/script.ts';
import * as runbook from './steps.ts';

export const { steps } = runbook;

// JavaScript in the package, TypeScript in a clone.
const command = import.meta.url.endsWith('.js') ? 'npx vllm-tpu-runbook' : 'npm start --';

scriptOfAll(import.meta, async () => runbook, command);
