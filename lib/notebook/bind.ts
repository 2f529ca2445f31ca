import { RunbookError } from '../errors/runbook-error.ts';
import { examine } from '../runner/examine.ts';
import { mustStand } from '../runner/needs.ts';
import { dryRun, runStep, undoStep } from '../runner/runner.ts';
import type { Session } from '../session/session.ts';
import { actionsOf, type Step } from '../step/step.ts';
import type { Notebook } from './notebook.ts';
import type { NotebookStep } from './types.ts';

/**
 * Bind a step to a notebook.
 * @param steps all steps, including those that the step needs
 * @param afterwards runs after a successful check
 */
export function bind(
  step: Step,
  steps: readonly Step[],
  notebook: Notebook,
  afterwards: (session: Session) => Promise<void> = async () => undefined,
): NotebookStep {
  return {
    id: step.id,
    title: step.title,
    commands: () => notebook.look((session) => dryRun(actionsOf(step, session), session)),
    run: () =>
      notebook.work((session) =>
        mustStand([step], steps, session, cellOf).then(() => runStep(step, session, { steps, commandOf: cellOf })),
      ),
    check: () =>
      notebook.look(async (session) => {
        await check(step, session);
        await afterwards(session);
      }),
    undo: () => notebook.work((session) => undoStep(step, session)),
  };
}

const cellOf = (): string => 'Run its cell first, or run everything up to a step: `await upTo(completion)`.';

async function check(step: Step, session: Session): Promise<void> {
  const missing: string[] = [];
  session.log.write({ kind: 'note', text: `Checks for ${step.id}:` });
  for await (const { what, good, detail } of examine(step, session)) {
    session.log.write({ kind: 'checked', what, good, detail });
    if (!good) missing.push(`${what}: ${detail}`);
  }
  if (missing.length === 0) return;
  throw new RunbookError('NOT_DONE', `${step.id} is not done`, {
    evidence: missing,
    remedy: 'Run its cell, then check again.',
  });
}
