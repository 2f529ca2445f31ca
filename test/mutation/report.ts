/** A break that Stryker made, and what came of it (its report's schema: mutation-testing-report-schema 2). */
export interface Mutant {
  readonly mutatorName: string;
  readonly status: 'Killed' | 'Timeout' | 'Survived' | 'NoCoverage' | 'Ignored' | 'CompileError' | 'RuntimeError';
}

export interface MutationReport {
  readonly files: Readonly<Record<string, { readonly mutants: readonly Mutant[] }>>;
}

/** How many breaks of a kind in a file no test notices, and why that is left so. */
export interface Survivors {
  readonly file: string;
  readonly mutator: string;
  readonly count: number;
  readonly reason: string;
}

const NOTICED = new Set<Mutant['status']>(['Killed', 'Timeout']);
const UNNOTICED = new Set<Mutant['status']>(['Survived', 'NoCoverage']);

/** Of all breaks that could be noticed, those that no test reaches among them. */
export function scoreOf({ files }: MutationReport): { readonly killed: number; readonly all: number } {
  const mutants = Object.values(files).flatMap((file) => file.mutants);
  const killed = mutants.filter(({ status }) => NOTICED.has(status)).length;
  return { killed, all: killed + mutants.filter(({ status }) => UNNOTICED.has(status)).length };
}

/** What survives, by file and by kind of break. */
export function survivorsOf({ files }: MutationReport): readonly Omit<Survivors, 'reason'>[] {
  return Object.entries(files).flatMap(([file, { mutants }]) => {
    const counts = new Map<string, number>();
    for (const { mutatorName, status } of mutants)
      if (UNNOTICED.has(status)) counts.set(mutatorName, (counts.get(mutatorName) ?? 0) + 1);
    return [...counts].sort().map(([mutator, count]) => ({ file, mutator, count }));
  });
}

/** What survives and is not listed with a reason, a line each. */
export function unexplained(found: readonly Omit<Survivors, 'reason'>[], listed: readonly Survivors[]): string[] {
  return found.flatMap(({ file, mutator, count }) => {
    const entry = listed.find((one) => one.file === file && one.mutator === mutator);
    const allowed = entry && entry.reason.trim() !== '' ? entry.count : 0;
    return count > allowed ? [`${file}: ${count} of ${mutator} survive, ${allowed} are listed with a reason`] : [];
  });
}
