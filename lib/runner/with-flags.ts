import { quoted } from '../command/command.ts';

/** Flags as `readFlags` returns them. */
export type Given = Readonly<Record<string, string | boolean | undefined>>;

/**
 * The next command to type: every line that names one with flags is made here.
 * @param command without flags: `npm run park`, `npm start --`, `npx tsx runbook/06-model-server.ts`
 * @example
 * withFlags('npm run plan', { fast: true, json: undefined }); // 'npm run plan -- --fast'
 */
export function withFlags(command: string, flags: Given): string {
  const words = Object.entries(flags).flatMap(([name, value]) => {
    if (typeof value === 'string') return [`--${name}`, quoted(value)];
    return value ? [`--${name}`] : [];
  });
  const program = command.replace(/ --$/, '');
  if (words.length === 0) return program;
  // npm takes flags before ` -- ` for its own.
  const separator = /^npm (?!.* -- )/.test(program) ? ['--'] : [];
  return [program, ...separator, ...words].join(' ');
}
