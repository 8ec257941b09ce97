import type { PropertyProblem } from './answers.js';
import type { PropertyDefinition } from './definitions.js';

/** What HubSpot has against these values; an empty text clears a property and is always allowed. */
export function propertyProblems(
  properties: Readonly<Record<string, string>>,
  definitions: ReadonlyMap<string, PropertyDefinition>,
): readonly PropertyProblem[] {
  return Object.entries(properties).flatMap(([property, value]) => {
    const definition = definitions.get(property);
    if (definition === undefined) return [{ property, code: 'PROPERTY_DOESNT_EXIST', message: `Property "${property}" does not exist` }];
    if (definition.modificationMetadata.readOnlyValue) {
      return [{ property, code: 'READ_ONLY_VALUE', message: `"${property}" is a read only property; its value cannot be set` }];
    }
    return value === '' ? [] : valueProblems(definition, value);
  });
}

function valueProblems(definition: PropertyDefinition, value: string): readonly PropertyProblem[] {
  const property = definition.name;
  const problem = (code: string, message: string): readonly PropertyProblem[] => [{ property, code, message }];
  if (property === 'email' && !/^[^\s@;,]+@[^\s@;,]+\.[A-Za-z]{2,}$/.test(value))
    return problem('INVALID_EMAIL', `Email address ${value} is invalid`);
  switch (definition.type) {
    case 'number':
      return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value) ? [] : problem('INVALID_FLOAT', `${value} was not a valid number`);
    case 'bool':
      return value === 'true' || value === 'false'
        ? []
        : problem('INVALID_OPTION', `${value} was not one of the allowed options: [true, false]`);
    case 'date':
      return isDate(value)
        ? []
        : problem('INVALID_DATE', `${value} was not a valid date: expected YYYY-MM-DD or midnight UTC in milliseconds`);
    case 'datetime':
      return isMoment(value) ? [] : problem('INVALID_DATE', `${value} was not a valid date: expected ISO 8601 or milliseconds`);
    case 'enumeration':
      return optionProblems(definition, value);
    case 'string':
    case 'phone_number':
      return value.length > 65_536 ? problem('PROPERTY_VALUE_TOO_LONG', 'The value has more than 65,536 characters') : [];
  }
}

function isDate(value: string): boolean {
  if (/^-?\d{9,}$/.test(value)) return Number(value) % 86_400_000 === 0;
  return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));
}

function isMoment(value: string): boolean {
  if (/^-?\d{9,}$/.test(value)) return true;
  return /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(value) && !Number.isNaN(Date.parse(value));
}

function optionProblems(definition: PropertyDefinition, value: string): readonly PropertyProblem[] {
  const allowed = new Set(definition.options.map((option) => option.value));
  const chosen = definition.fieldType === 'checkbox' ? value.split(';').filter((part) => part !== '') : [value];
  const wrong = chosen.filter((part) => !allowed.has(part));
  if (wrong.length === 0) return [];
  const message = `${wrong.join(', ')} was not one of the allowed options: [${[...allowed].join(', ')}]`;
  return [{ property: definition.name, code: 'INVALID_OPTION', message }];
}

/** Values as HubSpot keeps them: trimmed, e-mail and domain in lower case, moments in ISO, multi-selects merged. */
export function stored(definition: PropertyDefinition | undefined, value: string, before: string | undefined): string {
  const text = value.trim();
  if (definition === undefined || text === '') return text;
  if (definition.name === 'email' || definition.name === 'domain') return text.toLowerCase();
  if (definition.type === 'datetime') return new Date(/^-?\d{9,}$/.test(text) ? Number(text) : text).toISOString();
  if (definition.type === 'date') return (/^-?\d{9,}$/.test(text) ? new Date(Number(text)).toISOString() : text).slice(0, 10);
  if (definition.type === 'number') return String(Number(text)).includes('e') ? text : String(Number(text));
  if (definition.fieldType === 'checkbox' && text.startsWith(';')) {
    return [...new Set([...(before ?? '').split(';'), ...text.split(';')])].filter((part) => part !== '').join(';');
  }
  return text;
}
