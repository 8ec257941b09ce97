/** A query string as PHP reads it: names in brackets become nested maps. */
export interface QueryTree {
  readonly [name: string]: string | QueryTree;
}

/** `a[b][0]=x&c=y` becomes `{ a: { b: { 0: 'x' } }, c: 'y' }`. A plus sign is a space; the last of equal names wins. */
export function parseQuery(query: string): QueryTree {
  const tree: MutableTree = {};
  for (const part of query.split('&')) {
    if (part === '') continue;
    const [name = '', value = ''] = splitOnce(part, '=').map(decode);
    setPath(tree, pathOf(name), value);
  }
  return tree;
}

interface MutableTree {
  [name: string]: string | MutableTree;
}

function setPath(tree: MutableTree, path: readonly string[], value: string): void {
  let node = tree;
  for (const [depth, name] of path.entries()) {
    const key = name === '' ? String(Object.keys(node).length) : name;
    if (depth === path.length - 1) {
      node[key] = value;
      return;
    }
    const next = node[key];
    const child = typeof next === 'object' ? next : {};
    node[key] = child;
    node = child;
  }
}

function pathOf(name: string): string[] {
  const bracket = name.indexOf('[');
  if (bracket <= 0) return [name];
  return [name.slice(0, bracket), ...[...name.slice(bracket).matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '')];
}

export function splitOnce(text: string, separator: string): [string] | [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
