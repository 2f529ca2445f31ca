#!/usr/bin/env node
import { scriptOfAll } from '../lib/runner/script.ts';
import * as runbook from './steps.ts';

export const { steps } = runbook;

scriptOfAll(import.meta, async () => runbook, runbook.command);
