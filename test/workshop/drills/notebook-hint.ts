import { createRequire } from 'node:module';
import { drill } from '../../../workshop/drills/notebook.ts';

// Asks for a hint as a cell of a notebook does, and prints what the cell shows. A separate process: a notebook has one
// session, and handles the signals of its process.
const kernel = createRequire(import.meta.url)('tslab/dist/jupyter');
kernel.lastWriteDisplayData = ({ data }: { data: Record<string, string> }) => console.log(data['text/html']);
await drill.hint();
process.exit();
