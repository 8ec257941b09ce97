/** Marks that Unicode composes with a letter: `LATIN SMALL LETTER E WITH ACUTE` is e and one of these. */
const marks: Readonly<Record<string, string>> = {
  GRAVE: '\u0300',
  ACUTE: '\u0301',
  CIRCUMFLEX: '\u0302',
  TILDE: '\u0303',
  MACRON: '\u0304',
  BREVE: '\u0306',
  'DOT ABOVE': '\u0307',
  DIAERESIS: '\u0308',
  'RING ABOVE': '\u030a',
  'DOUBLE ACUTE': '\u030b',
  CARON: '\u030c',
  'DOT BELOW': '\u0323',
  CEDILLA: '\u0327',
  OGONEK: '\u0328',
};

const greek =
  'ALPHA BETA GAMMA DELTA EPSILON ZETA ETA THETA IOTA KAPPA LAMDA MU NU XI OMICRON PI RHO - SIGMA TAU UPSILON PHI CHI PSI OMEGA'.split(' ');
const digits = 'ZERO ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE'.split(' ');

/** Signs of texts and of money, by their names in Unicode. */
const signs: Readonly<Record<string, string>> = {
  SPACE: ' ',
  'EXCLAMATION MARK': '!',
  'QUOTATION MARK': '"',
  'NUMBER SIGN': '#',
  'DOLLAR SIGN': '$',
  'PERCENT SIGN': '%',
  AMPERSAND: '&',
  APOSTROPHE: "'",
  'LEFT PARENTHESIS': '(',
  'RIGHT PARENTHESIS': ')',
  ASTERISK: '*',
  'PLUS SIGN': '+',
  COMMA: ',',
  'HYPHEN-MINUS': '-',
  'FULL STOP': '.',
  SOLIDUS: '/',
  COLON: ':',
  SEMICOLON: ';',
  'LESS-THAN SIGN': '<',
  'EQUALS SIGN': '=',
  'GREATER-THAN SIGN': '>',
  'QUESTION MARK': '?',
  'COMMERCIAL AT': '@',
  'REVERSE SOLIDUS': '\\',
  'LOW LINE': '_',
  'VERTICAL LINE': '|',
  TILDE: '~',
  'NO-BREAK SPACE': '\u00a0',
  'INVERTED EXCLAMATION MARK': '¡',
  'CENT SIGN': '¢',
  'POUND SIGN': '£',
  'CURRENCY SIGN': '¤',
  'YEN SIGN': '¥',
  'SECTION SIGN': '§',
  'COPYRIGHT SIGN': '©',
  'LEFT-POINTING DOUBLE ANGLE QUOTATION MARK': '«',
  'REGISTERED SIGN': '®',
  'DEGREE SIGN': '°',
  'PLUS-MINUS SIGN': '±',
  'SUPERSCRIPT TWO': '²',
  'SUPERSCRIPT THREE': '³',
  'MICRO SIGN': 'µ',
  'PILCROW SIGN': '¶',
  'MIDDLE DOT': '·',
  'RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK': '»',
  'VULGAR FRACTION ONE QUARTER': '¼',
  'VULGAR FRACTION ONE HALF': '½',
  'INVERTED QUESTION MARK': '¿',
  'MULTIPLICATION SIGN': '×',
  'DIVISION SIGN': '÷',
  'LATIN SMALL LETTER SHARP S': 'ß',
  'LATIN CAPITAL LETTER AE': 'Æ',
  'LATIN SMALL LETTER AE': 'æ',
  'LATIN CAPITAL LETTER O WITH STROKE': 'Ø',
  'LATIN SMALL LETTER O WITH STROKE': 'ø',
  'LATIN CAPITAL LIGATURE OE': 'Œ',
  'LATIN SMALL LIGATURE OE': 'œ',
  'EN DASH': '–',
  'EM DASH': '—',
  'LEFT SINGLE QUOTATION MARK': '‘',
  'RIGHT SINGLE QUOTATION MARK': '’',
  'LEFT DOUBLE QUOTATION MARK': '“',
  'RIGHT DOUBLE QUOTATION MARK': '”',
  DAGGER: '†',
  BULLET: '•',
  'HORIZONTAL ELLIPSIS': '…',
  'EURO SIGN': '€',
  'NUMERO SIGN': '№',
  'TRADE MARK SIGN': '™',
  'LEFTWARDS ARROW': '←',
  'UPWARDS ARROW': '↑',
  'RIGHTWARDS ARROW': '→',
  'DOWNWARDS ARROW': '↓',
  'MINUS SIGN': '−',
  INFINITY: '∞',
  'NOT EQUAL TO': '≠',
  'LESS-THAN OR EQUAL TO': '≤',
  'GREATER-THAN OR EQUAL TO': '≥',
  'BLACK STAR': '★',
  'WHITE STAR': '☆',
  'BLACK HEART SUIT': '♥',
  'CHECK MARK': '✓',
  'HEAVY CHECK MARK': '✔',
  SNOWMAN: '☃',
  'GRINNING FACE': '😀',
  'PARTY POPPER': '🎉',
  'ZERO WIDTH SPACE': '\u200b',
  'ZERO WIDTH NO-BREAK SPACE': '\ufeff',
  'BYTE ORDER MARK': '\ufeff',
  'LINE FEED': '\n',
  'CARRIAGE RETURN': '\r',
  NULL: '\0',
};

/** The character that `\N{NAME}` stands for: letters with and without marks, digits, and the common signs. */
export function characterNamed(name: string): string | undefined {
  const upper = name.toUpperCase();
  if (Object.hasOwn(signs, upper)) return signs[upper];
  const digit = /^DIGIT (\w+)$/.exec(upper)?.[1];
  if (digit !== undefined && digits.includes(digit)) return String(digits.indexOf(digit));
  const [, script, size, letter = '', mark] = /^(LATIN|GREEK) (CAPITAL|SMALL) LETTER (\w+)(?: WITH ([\w ]+))?$/.exec(upper) ?? [];
  if (script === undefined) return undefined;
  const base = script === 'LATIN' ? (/^[A-Z]$/.test(letter) ? letter : undefined) : greekLetter(letter);
  const combined = mark === undefined ? '' : marks[mark];
  if (base === undefined || combined === undefined) return undefined;
  const composed = ((size === 'SMALL' ? base.toLowerCase() : base) + combined).normalize('NFC');
  return Array.from(composed).length === 1 ? composed : undefined;
}

function greekLetter(name: string): string | undefined {
  const index = greek.indexOf(name);
  return index < 0 || name === '-' ? undefined : String.fromCodePoint(0x391 + index);
}
