import { type Html, html } from '../html.ts';
import type { Context } from './context.ts';

/** A whole page around its sections. @param script the module that keeps it live */
export function document(
  { title, script, sections }: { readonly title: string; readonly script: string; readonly sections: Html },
  context: Context,
): string {
  const { say, language } = context;
  const other = language === 'en' ? 'zh' : 'en';
  const locale = { en: 'en', zh: 'zh-CN' } as const;
  return `<!doctype html>\n${
    html`<html lang="${locale[language]}" data-offline="${say('offline')}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${title}</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="base.css"><link rel="stylesheet" href="layout.css"><link rel="stylesheet" href="page.css"><link rel="stylesheet" href="chart.css">
<script type="module" src="${script}"></script></head>
<body><a class="skip" href="#content">${say('skip')}</a>
<header><h1>${title}</h1><div id="status" data-live="status"></div>
<nav><label for="theme">${say('theme')}</label> <select id="theme"><option value="">${say('themeAuto')}</option><option value="light">${say('themeLight')}</option><option value="dark">${say('themeDark')}</option></select>
<a id="language" href="?lang=${other}" hreflang="${locale[other]}" lang="${locale[other]}">${say('language')}</a></nav></header>
<noscript><p class="why">${say('noScript')}</p></noscript>
<p id="offline" class="banner bad" role="alert" hidden></p>
<main id="content" tabindex="-1">${sections}</main></body></html>`.text
  }\n`;
}

/** A section with a heading, which a picture of the world replaces. */
export function section(name: string, heading: string, content: Html): Html {
  return html`<section id="${name}" aria-labelledby="${name}-heading"><h2 id="${name}-heading">${heading}</h2><div data-live="${name}">${content}</div></section>`;
}
