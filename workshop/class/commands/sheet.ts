import { renderUnicodeCompact } from 'uqr';
import { type Flags, readFlags } from '../../../lib/runner/flags.ts';
import { linkOf, theClass } from '../class-file.ts';
import { classFolder } from '../folder.ts';
import { writeSheet } from '../sheet/write.ts';
import { colons } from './started.ts';

const FLAGS = { text: { type: 'boolean' }, json: { type: 'boolean' } } as const satisfies Flags;

export async function run(args: readonly string[]): Promise<number> {
  const flags = readFlags(FLAGS, args);
  const folder = classFolder();
  const content = await theClass(folder);
  await writeSheet(content, folder);
  const links = content.learners.map(({ name, label, secret }) => ({ name, label, link: linkOf(content, secret) }));
  const instructor = linkOf(content, content.secret);
  if (flags.json) console.log(JSON.stringify({ sheet: folder.sheet, instructor, learners: links }, null, 2));
  else if (flags.text) {
    for (const { label, link } of links)
      console.log(`${label}\n${link}\n${renderUnicodeCompact(link, { border: 2 })}\n`);
    if (content.tls) console.log(`SHA-256 fingerprint of the certificate: ${colons(content.tls.fingerprint)}`);
  } else console.log(`Print this page: ${folder.sheet}\nYour own link: ${instructor}`);
  return 0;
}
