import { describe, expect, it } from '@jest/globals';
import { existingIdOf, isPassing, problemsOf, toFailed } from './problems.js';
import type { PropertyDefinition } from './wire.js';

const embedded =
  'Property values were not valid: [{"isValid":false,"message":"Email address ann@ is invalid","error":"INVALID_EMAIL","name":"email","portalId":1},{"isValid":false,"message":"x","error":"INVALID_OPTION","name":"dealstage"}]';

describe('problems of a refused record', () => {
  it('are read from JSON inside the message', () => {
    expect(problemsOf({ category: 'VALIDATION_ERROR', message: embedded })).toEqual([
      { code: 'INVALID_EMAIL', property: 'email', message: 'Email address ann@ is invalid' },
      { code: 'INVALID_OPTION', property: 'dealstage', message: 'x' },
    ]);
  });

  it('are read from a list of errors, and from as little as there is', () => {
    const errors = [
      { message: 'no', code: 'REQUIRED_FIELD', context: { propertyName: ['dealname'] } },
      { message: 'why', in: 'amount' },
    ];
    expect(problemsOf({ category: 'VALIDATION_ERROR', message: 'm', errors })).toEqual([
      { code: 'REQUIRED_FIELD', property: 'dealname', message: 'no' },
      { code: 'VALIDATION_ERROR', property: 'amount', message: 'why' },
    ]);
    expect(problemsOf({})).toEqual([{ code: 'REFUSED', message: 'no reason given' }]);
    expect(problemsOf({ message: 'broken [{"error": ' })).toEqual([{ code: 'REFUSED', message: 'broken [{"error": ' }]);
  });

  it('are put into words that name property, value, code and what is allowed', () => {
    const dealstage: PropertyDefinition = { name: 'dealstage', type: 'enumeration', options: [{ value: 'won' }, { value: 'lost' }] };
    const failed = toFailed(
      { category: 'VALIDATION_ERROR', message: embedded },
      { what: 'deals "7"', properties: { email: 'ann@', dealstage: 'maybe' }, definitions: new Map([['dealstage', dealstage]]) },
    );
    expect(failed.code).toBe('INVALID_EMAIL');
    expect(failed.message).toBe(
      'deals "7" was refused: property "email" is not a valid e-mail address (found "ann@") [INVALID_EMAIL]; property "dealstage" is not one of the options of this property (found "maybe"), allowed: "won", "lost" [INVALID_OPTION]. Correct it in the source, or change the mapping or the portal; then retry it.',
    );
  });

  it('pass by themselves where HubSpot is at fault', () => {
    expect([{ category: 'RATE_LIMITS' }, { category: 'INTERNAL_ERROR' }, { status: '503' }, { status: 423 }].every(isPassing)).toBe(true);
    expect([{ category: 'VALIDATION_ERROR' }, { category: 'CONFLICT', status: 'error' }, {}].some(isPassing)).toBe(false);
  });

  it('tell the id of the record that exists already', () => {
    expect(existingIdOf({ category: 'CONFLICT', message: 'Contact already exists. Existing ID: 1948209' })).toBe('1948209');
    expect(existingIdOf({ category: 'VALIDATION_ERROR', message: 'Existing ID: 7' })).toBeUndefined();
  });
});
