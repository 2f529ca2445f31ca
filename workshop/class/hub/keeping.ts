import { fileURLToPath } from 'node:url';
import type { ClassFolder } from '../folder.ts';
import type { Keeping } from '../keeper.ts';

/** Of the instructor's environment, no secret. */
const INHERITED = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'SANDBOX_SPEED', 'TMPDIR'];

/** How the hub is kept. */
export function hubKeeping({ keeper, root, hub }: ClassFolder): Keeping {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  return {
    keeper,
    record: hub.record,
    log: hub.log,
    folder: root,
    environment: Object.fromEntries(INHERITED.map((name) => [name, process.env[name]])),
    command: [process.execPath, '--import', import.meta.resolve('tsx'), main],
  };
}
