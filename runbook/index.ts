#!/usr/bin/env node
import { command } from '../lib/runner/script.ts';
import * as runbook from './steps.ts';

export const { steps } = runbook;

command(import.meta, async (args) => (await import('../lib/runner/runbook-cli.ts')).runbookCli(runbook, args));
