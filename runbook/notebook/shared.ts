import { Notebook } from '../../lib/notebook/notebook.ts';
import { remedies } from '../steps.ts';

/** The one session of all cells. A second one would hold simulated time at real time while the first works. */
export const notebook = new Notebook(remedies);
