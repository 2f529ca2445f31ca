import { setTimeout as delay } from 'node:timers/promises';
import { lock } from '../../../sandbox/control/lock.ts';
import { stateFolder } from '../../../sandbox/core/folder.ts';

/** Tries for the lock of each folder at the moments that the test gives, prints which it got, and lives until it is told. */
process.stdin.once('data', async (data) => {
  const { folders, start, pace } = JSON.parse(String(data)) as { folders: string[]; start: number; pace: number };
  const owned: string[] = [];
  for (const [index, root] of folders.entries()) {
    const moment = start + index * pace;
    await delay(Math.max(0, moment - Date.now() - 2));
    // Start all processes at the same moment: a timer alone may be a millisecond off.
    while (Date.now() < moment);
    if (lock(stateFolder({ SANDBOX_HOME: root }))) owned.push(root);
  }
  process.stdout.write(`${JSON.stringify(owned)}\n`);
});
process.stdout.write('ready\n');
