import { describe, expect, it } from '@jest/globals';
import { customField } from './custom-field.js';

describe('custom fields of Magento', () => {
  const record = {
    custom_attributes: [
      { attribute_code: 'color', value: 'red' },
      { attribute_code: 'empty', value: null },
    ],
    extension_attributes: { gift_card: '12.50' },
  };

  it.each([
    ['color', 'red'],
    ['empty', null],
    ['gift_card', '12.50'],
    ['size', null],
    ['toString', null],
  ])('gives %s', (name, value) => {
    expect(customField(record, name)).toBe(value);
  });

  it('gives nothing for records without any', () => {
    expect(customField({ custom_attributes: 'odd' }, 'color')).toBeNull();
  });
});
