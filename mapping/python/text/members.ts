import { builtin } from '../arguments.js';
import { registerFreeMethods, registerMethods, registerStatics } from '../attributes.js';
import { asText } from '../convert-arguments.js';
import { valueError } from '../error.js';
import { FormatTemplate, namedSource } from '../format/template.js';
import { isPrintable } from '../represent.js';
import type { Run } from '../run.js';
import { readItem } from '../sequence/item.js';
import { isTrue } from '../truth.js';
import { type Argument, Bytes, Tuple } from '../value.js';
import * as letters from './case.js';
import { decodeBytes, encodeText } from './encoding.js';
import * as kinds from './kinds.js';
import { countText, findText, hasAffix } from './search.js';
import { isSpace } from './space.js';
import { joinTexts, partitionText, replaceText, splitLines, splitText } from './split.js';
import { makeTranslation, translateText } from './translate.js';
import { expandTabs, padText, stripText, zeroFill } from './trim.js';

/** A new text, made letter by letter. */
function recased(change: (text: string) => string) {
  return (run: Run, text: string) => {
    run.step(text.length * 2);
    return change(text);
  };
}

function found(position: number): bigint {
  if (position < 0) throw valueError('substring not found');
  return BigInt(position);
}

const textOr = (value: Argument, otherwise: string, what: string) => (value === undefined ? otherwise : asText(value, what));
const is = (test: (text: string) => boolean) => (run: Run, text: string) => {
  run.step(text.length >> 4);
  return test(text);
};

registerMethods<string>('str', {
  'capitalize()': recased(letters.toCapitalized),
  'casefold()': recased(letters.toFolded),
  'lower()': (run, text) => {
    run.text(text.length);
    return letters.toLower(text);
  },
  'swapcase()': recased(letters.toSwapped),
  'title()': recased(letters.toTitle),
  'upper()': (run, text) => {
    run.text(text.length);
    return text.toUpperCase();
  },
  'isalnum()': is(kinds.isAlnum),
  'isalpha()': is(kinds.isAlpha),
  'isascii()': is((text) => /^[\0-\x7f]*$/.test(text)),
  'isdecimal()': is(kinds.isDecimal),
  'isdigit()': is(kinds.isDigit),
  'isidentifier()': is(kinds.isIdentifier),
  'islower()': is(letters.isAllLower),
  'isnumeric()': is(kinds.isNumeric),
  'isprintable()': is(isPrintable),
  'isspace()': is(isSpace),
  'istitle()': is(letters.isTitle),
  'isupper()': is(letters.isAllUpper),
});

registerMethods<string>('str', {
  'center(width, fillchar?, /)': (run, text, ...rest) => padText(run, text, rest, 'center'),
  'ljust(width, fillchar?, /)': (run, text, ...rest) => padText(run, text, rest, 'left'),
  'rjust(width, fillchar?, /)': (run, text, ...rest) => padText(run, text, rest, 'right'),
  'zfill(width, /)': zeroFill,
  'expandtabs(tabsize?)': expandTabs,
  'strip(chars?, /)': (_, text, characters) => stripText(text, characters, 'both'),
  'lstrip(chars?, /)': (_, text, characters) => stripText(text, characters, 'start'),
  'rstrip(chars?, /)': (_, text, characters) => stripText(text, characters, 'end'),
  'removeprefix(prefix, /)': (_, text, prefix) =>
    text.startsWith(asText(prefix, 'removeprefix() argument')) ? text.slice(asText(prefix).length) : text,
  'removesuffix(suffix, /)': (_, text, suffix) =>
    text.endsWith(asText(suffix, 'removesuffix() argument')) && suffix !== '' ? text.slice(0, -asText(suffix).length) : text,
});

registerMethods<string>('str', {
  'count(sub, start?, end?, /)': (run, text, ...rest) => BigInt(countText(run, text, rest)),
  'find(sub, start?, end?, /)': (run, text, ...rest) => BigInt(findText(run, text, rest, false)),
  'rfind(sub, start?, end?, /)': (run, text, ...rest) => BigInt(findText(run, text, rest, true)),
  'index(sub, start?, end?, /)': (run, text, ...rest) => found(findText(run, text, rest, false)),
  'rindex(sub, start?, end?, /)': (run, text, ...rest) => found(findText(run, text, rest, true)),
  'startswith(prefix, start?, end?, /)': (run, text, ...rest) => hasAffix(run, text, rest, 'startsWith'),
  'endswith(suffix, start?, end?, /)': (run, text, ...rest) => hasAffix(run, text, rest, 'endsWith'),
  'replace(old, new, count?, /)': (run, text, ...rest) => replaceText(run, text, rest),
  'split(sep?, maxsplit?)': (run, text, ...rest) => splitText(run, text, rest, false),
  'rsplit(sep?, maxsplit?)': (run, text, ...rest) => splitText(run, text, rest, true),
  'splitlines(keepends?)': (run, text, keeps) => splitLines(run, text, isTrue(keeps ?? false)),
  'partition(sep, /)': (_, text, separator) => new Tuple(partitionText(text, separator, false)),
  'rpartition(sep, /)': (_, text, separator) => new Tuple(partitionText(text, separator, true)),
  'join(iterable, /)': (run, text, values) => joinTexts(run, text, values ?? null),
  'translate(table, /)': (run, text, table) => translateText(run, text, table ?? null),
  'encode(encoding?, errors?)': (run, text, encoding, errors) =>
    encodeText(run, text, textOr(encoding, 'utf-8', 'encode() argument'), textOr(errors, 'strict', 'encode() argument')),
  'format_map(mapping, /)': (run, text, mapping) =>
    new FormatTemplate(run, { positional: undefined, lookUp: (name) => readItem(run, mapping ?? null, name) }).render(text),
});

registerFreeMethods<string>('str', {
  format: (run, text, positional, named) => new FormatTemplate(run, namedSource(positional, named)).render(text),
});

registerStatics('str', {
  maketrans: builtin('maketrans(x, y?, z?, /)', (_, from, to, removed) => makeTranslation(from, to, removed)),
});

registerMethods<Bytes>('bytes', {
  'decode(encoding?, errors?)': (run, data, encoding, errors) =>
    decodeBytes(run, data, textOr(encoding, 'utf-8', 'decode() argument'), textOr(errors, 'strict', 'decode() argument')),
  'hex()': (run, { data }) => {
    run.text(data.length * 2);
    return Buffer.from(data).toString('hex');
  },
});

registerStatics('bytes', {
  fromhex: builtin('fromhex(string, /)', (_, text) => {
    const digits = asText(text, 'fromhex() argument').replace(/\s+/g, '');
    if (!/^(?:[0-9a-f]{2})*$/i.test(digits)) throw valueError('non-hexadecimal number found in fromhex() arg');
    return new Bytes(Uint8Array.from(Buffer.from(digits, 'hex')));
  }),
});
