import { registerFreeMethods } from '../attributes.js';
import { typeError, valueError } from '../error.js';
import { iterate, toList } from '../iterate.js';
import { keyOf } from '../key.js';
import type { Run } from '../run.js';
import { Dict, type Named, typeNameOf, type Value } from '../value.js';

/** Adds the entries of another dict, or of pairs. */
export function updateDict(run: Run, dict: Dict, source: Value): Dict {
  if (source instanceof Dict) {
    run.list(dict.size + source.size);
    for (const [key, entry] of source.entries) dict.set(key, entry.key, entry.value);
    return dict;
  }
  const next = iterate(run, source);
  let index = 0;
  for (let pair = next(); pair !== undefined; pair = next()) {
    const [key, value] = pairOf(run, pair, index);
    dict.set(keyOf(key), key, value);
    index += 1;
  }
  run.list(dict.size);
  return dict;
}

function pairOf(run: Run, pair: Value, index: number): readonly [Value, Value] {
  if (pair === null || ['boolean', 'bigint', 'number'].includes(typeof pair))
    throw typeError(`cannot convert dictionary update sequence element #${index} to a sequence`);
  const [key, value, ...rest] = toList(run, pair);
  if (key === undefined || value === undefined || rest.length > 0)
    throw valueError(`dictionary update sequence element #${index} has another length than 2`);
  return [key, value];
}

/** Adds what was given by name: `dict(a=1)`. */
export function updateByName(dict: Dict, named: Named): Dict {
  for (const [name, value] of named) dict.set(keyOf(name), name, value);
  return dict;
}

registerFreeMethods<Dict>('dict', {
  update: (run, dict, positional, named) => {
    const [source] = positional;
    if (positional.length > 1) throw typeError(`update expected at most 1 argument, got ${positional.length}`);
    if (source !== undefined) {
      if (source === null) throw typeError(`'${typeNameOf(source)}' object is not iterable`);
      updateDict(run, dict, source);
    }
    updateByName(dict, named);
    return null;
  },
});
