import { renderSVG } from 'uqr';
import { escaped } from '../../../lib/html/escaped.ts';
import { type ClassFile, linkOf } from '../class-file.ts';
import { colons } from '../commands/started.ts';

/** One page of HTML that needs nothing else: a card for each learner, four rows of two on A4 paper. */
export function sheetHtml(content: ClassFile): string {
  const cards = content.learners.map(({ label, name, secret }) => card(label, name, linkOf(content, secret)));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>Links of the class</title>
<style>${STYLE}</style>
<header>
<h1>Links of the class</h1>
<p>Cut along the lines. A link is a password: give each learner one card. 每人一张卡片，链接等同于密码。</p>
${content.tls ? `<p>SHA-256 fingerprint of the certificate: <code>${colons(content.tls.fingerprint)}</code></p>` : ''}
</header>
<main>
${cards.join('\n')}
</main>
</html>
`;
}

const STYLE = `
@page { size: A4; margin: 12mm }
* { box-sizing: border-box }
body { font: 10pt/1.4 system-ui, sans-serif; color: #000; background: #fff; margin: 0 auto; max-width: 186mm }
h1 { font-size: 14pt; margin: 0 }
header p { margin: 1mm 0 }
header code { font-size: 7pt; overflow-wrap: anywhere }
main { display: grid; grid-template-columns: 1fr 1fr }
article { display: flex; gap: 4mm; align-items: center; border: 0.2mm dashed #777; padding: 4mm; margin: 0 -0.2mm -0.2mm 0;
  height: 58mm; break-inside: avoid; overflow: hidden }
article svg { width: 38mm; height: 38mm; flex: none }
article div { min-width: 0 }
h2 { font-size: 13pt; line-height: 1.2; margin: 0 0 1mm; overflow-wrap: anywhere }
article p { margin: 0 0 1mm }
article code { font-size: 8pt; overflow-wrap: anywhere }
@media screen { body { padding: 12mm 4mm } }
`;

function card(label: string, name: string, link: string): string {
  return `<article>
${renderSVG(link, { ecc: 'M', border: 2 })}
<div>
<h2>${escaped(label)}</h2>
${label === name ? '' : `<p>${escaped(name)}</p>`}
<p><a href="${escaped(link)}"><code>${escaped(link)}</code></a></p>
</div>
</article>`;
}
