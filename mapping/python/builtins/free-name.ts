import { isRefusedName, names } from './names.js';

const keywords = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda
  nonlocal not or pass raise return try while with yield src lookup`.split(/\s+/),
);

/** Whether a name means nothing yet in an expression. */
export function isFreeName(name: string): boolean {
  return !keywords.has(name) && !names.has(name) && !isRefusedName(name);
}
