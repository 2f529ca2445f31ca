import { createServer } from 'node:http';
import { drillBook } from '../../page/drills.ts';
import { createPage, type Message } from '../../page/index.ts';

/** The live page of a learner, at a socket. Its parent gives it the instructor's messages, and ends it. */
const [, , path = '', title = ''] = process.argv;
const page = createPage({ title, drills: drillBook });
process.on('message', (message) => page.announce(message as Message));
// A drill that is under way has opened a session, and perhaps a sandbox beside: they end with the page.
const end = (): void => void page.close().finally(() => process.exit());
process.once('disconnect', end);
process.once('SIGTERM', end);
createServer((request, response) => void page.handle(request, response)).listen({ path }, () =>
  process.send!('listening'),
);
