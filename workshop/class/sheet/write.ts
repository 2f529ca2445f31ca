import { writeWhole } from '../../../lib/config/folders.ts';
import type { ClassFile } from '../class-file.ts';
import type { ClassFolder } from '../folder.ts';
import { sheetHtml } from './html.ts';

/** Writes the sheet of links, which only the instructor may read. */
export async function writeSheet(content: ClassFile, { sheet }: ClassFolder): Promise<void> {
  await writeWhole(sheet, sheetHtml(content), { mode: 0o600 });
}
