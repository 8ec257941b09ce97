/** Text that is HTML already. Everything else that is put into a template is escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

type Part = Html | string | number | boolean | null | undefined | readonly Part[];

/** Builds HTML: strings are escaped, lists are joined, `undefined`, `null` and booleans are left out. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((text, piece, index) => text + render(parts[index - 1]) + piece));
}

function render(part: Part): string {
  if (part === undefined || part === null || typeof part === 'boolean') return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(render).join('');
  return escapeHtml(String(part));
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

const style = new Html(`
:root { color-scheme: light dark; --line: light-dark(#d8dade, #3a3d44); --soft: light-dark(#f4f5f7, #22252b); --link: light-dark(#0b57d0, #8ab4f8); }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 1100px; padding: 0 1.2rem 3rem; }
header { display: flex; gap: 1.2rem; align-items: baseline; flex-wrap: wrap; border-bottom: 1px solid var(--line); margin-bottom: 1.2rem; }
h1 { font-size: 1.25rem; margin: .8rem 0; } h2 { font-size: 1.05rem; margin: 1.6rem 0 .5rem; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; background: var(--soft); } td.number { text-align: right; font-variant-numeric: tabular-nums; }
td table { font-size: .92em; } code, pre { font: .9em/1.45 ui-monospace, monospace; } pre { background: var(--soft); padding: .8rem; overflow-x: auto; }
input { font: inherit; padding: .25rem .5rem; } .quiet { opacity: .65; } .scroll { overflow-x: auto; }
`);

export interface PageOptions {
  readonly title: string;
  /** The name of the stand-in, linked to `/`. */
  readonly site: string;
  readonly links: readonly { readonly href: string; readonly text: string }[];
  readonly body: Html;
}

/** A whole document as text. */
export function page({ title, site, links, body }: PageOptions): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${site}</title><style>${style}</style></head>
<body><header><h1><a href="/">${site}</a></h1><nav>${links.map(({ href, text }, index) => html`${index > 0 ? ' · ' : ''}<a href="${href}">${text}</a>`)}</nav></header>
<main>${body}</main></body></html>`.text;
}

/** Rows under headings. Numbers stand right. A cell may be HTML, such as a link. */
export function table(headings: readonly string[], rows: readonly (readonly (Html | string | number | null | undefined)[])[]): Html {
  if (rows.length === 0) return html`<p class="quiet">Nothing here.</p>`;
  const cell = (value: Html | string | number | null | undefined): Html =>
    typeof value === 'number' ? html`<td class="number">${value}</td>` : html`<td>${value}</td>`;
  return html`<div class="scroll"><table><thead><tr>${headings.map((heading) => html`<th>${heading}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map(cell)}</tr>`)}</tbody></table></div>`;
}

/** A record with all its fields: objects nest, lists of objects become tables inside. */
export function recordView(value: unknown): Html {
  if (value === null || value === undefined) return html`<span class="quiet">null</span>`;
  if (value === '') return html`<span class="quiet">empty</span>`;
  if (Array.isArray(value))
    return value.length === 0 ? html`<span class="quiet">none</span>` : html`${value.map((one) => recordView(one))}`;
  if (typeof value !== 'object') return html`${typeof value === 'string' ? value : JSON.stringify(value)} `;
  const rows = Object.entries(value).map(([name, inner]) => html`<tr><th>${name}</th><td>${recordView(inner)}</td></tr>`);
  return html`<table><tbody>${rows}</tbody></table>`;
}

/** A search box that sends `q` by GET to the page that it stands on. */
export function searchBox(query: string, placeholder: string): Html {
  return html`<form method="get"><input type="search" name="q" value="${query}" placeholder="${placeholder}" aria-label="Search" size="32"> <button>Search</button></form>`;
}
