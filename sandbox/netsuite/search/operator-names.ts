const numbers =
  'between empty equalTo greaterThan greaterThanOrEqualTo lessThan lessThanOrEqualTo notBetween notEmpty notEqualTo notGreaterThan notGreaterThanOrEqualTo notLessThan notLessThanOrEqualTo';
const operators: Readonly<Record<string, readonly string[]>> = {
  string: 'contains doesNotContain doesNotStartWith empty hasKeywords is isNot notEmpty startsWith'.split(' '),
  select: ['anyOf', 'noneOf'],
  enum: ['anyOf', 'noneOf'],
  date: 'after before empty notAfter notBefore notEmpty notOn notOnOrAfter notOnOrBefore notWithin on onOrAfter onOrBefore within'.split(
    ' ',
  ),
  number: numbers.split(' '),
  textNumber: numbers.split(' '),
};

/** The operators of a kind of filter. Empty: it takes none. */
export function operatorsOf(kind: string): readonly string[] {
  return operators[kind] ?? [];
}
