import type { Account, Pointer } from './account.js';
import { RecordProblem } from './problem.js';
import { asList, type Fields } from './shapes.js';

const attachable = ['file', 'contact'];

/** Attaches a file or a contact to a record. Doing it again changes nothing. Throws RecordProblem. */
export function attach(account: Account, to: Pointer, what: Pointer): void {
  change(account, { to, what, isAttached: true });
}

export function detach(account: Account, to: Pointer, what: Pointer): void {
  change(account, { to, what, isAttached: false });
}

function change(
  account: Account,
  { to, what, isAttached }: { readonly to: Pointer; readonly what: Pointer; readonly isAttached: boolean },
): void {
  const target = account.get(to);
  const attached = account.get(what);
  if (!attachable.includes(attached.type)) {
    throw new RecordProblem('UNSUPPORTED_ATTACHMENT', `Records of type ${attached.type} cannot be attached.`);
  }
  const others = asList(target.fields.attachments).filter((row) => row.internalId !== attached.internalId || row.type !== attached.type);
  const entry: Fields = { type: attached.type, internalId: attached.internalId };
  account.records.put({ ...target, fields: { ...target.fields, attachments: isAttached ? [...others, entry] : others } });
}
