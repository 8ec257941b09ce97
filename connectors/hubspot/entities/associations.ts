import { batchLimits, chunksOf, isRefusal, type Link } from '../api.js';
import { toFailed } from '../problems.js';
import type { AssociationType, HubSpotSettings } from '../settings.js';
import { contextList, type ErrorBody } from '../wire.js';
import type { Draft } from './draft.js';
import type { References } from './references.js';
import type { Room } from './room.js';

/** The unlabelled types that HubSpot defines, by pair of object types (developers.hubspot.com, association type ids). */
const defaultTypes: Readonly<Record<string, number>> = {
  'contacts/companies': 279,
  'companies/contacts': 280,
  'contacts/deals': 4,
  'deals/contacts': 3,
  'companies/deals': 342,
  'deals/companies': 341,
  'deals/line_items': 19,
  'line_items/deals': 20,
};

/** How two object types are associated: by the settings, else by default; undefined where neither knows. */
export function typesFor(pair: Link, settings: HubSpotSettings): readonly AssociationType[] | undefined {
  const name = `${pair.from}/${pair.to}`;
  const configured = settings.associations.types[name];
  const typeId = defaultTypes[name];
  return configured ?? (typeId === undefined ? undefined : [{ category: 'HUBSPOT_DEFINED', typeId }]);
}

interface DraftLink extends Link {
  readonly draft: Draft;
}

/** Associates saved records with what they refer to, in batches per object type. Existing associations stay as they are. */
export async function writeAssociations(drafts: readonly Draft[], references: References, room: Room): Promise<void> {
  const byType = new Map<string, DraftLink[]>();
  for (const draft of drafts) {
    for (const [objectType, ids] of wantedLinks(draft, references)) {
      const links = [...ids].map((to) => ({ draft, from: draft.recordId ?? '', to }));
      byType.set(objectType, [...(byType.get(objectType) ?? []), ...links]);
    }
  }
  for (const [objectType, links] of byType) {
    if (room.settings.associations.policy === 'replace') await takeAwayOthers(objectType, links, room);
    for (const chunk of chunksOf(links, batchLimits.associationsWritten)) await associate(objectType, chunk, room);
  }
}

/** The ids that a draft is to be associated with, by object type. References that lead nowhere have warned already. */
export function wantedLinks(draft: Draft, references: References): ReadonlyMap<string, ReadonlySet<string>> {
  const wanted = new Map<string, Set<string>>();
  for (const reference of draft.references) {
    const resolved = references.get(reference);
    if (typeof resolved !== 'object') continue;
    wanted.set(reference.objectType, (wanted.get(reference.objectType) ?? new Set()).add(resolved.id));
  }
  return wanted;
}

/** Writing an association twice changes nothing, so a batch that fails without saying where may be halved and sent again. */
async function associate(to: string, links: readonly DraftLink[], room: Room): Promise<void> {
  const types = typesFor({ from: room.object.type, to }, room.settings) ?? [];
  const answer = await room.api.associate({ from: room.object.type, to, links, types, signal: room.signal });
  const errors = isRefusal(answer) ? [answer.body] : (answer.errors ?? []);
  if (errors.length === 0) return;
  const [only] = links;
  if (only !== undefined && links.length === 1) {
    refuse(only, { to, error: errors[0] ?? {}, room });
    return;
  }
  const named = links.flatMap((link) => {
    const error = errors.find((each) => isAbout(each, link));
    return error === undefined ? [] : [{ link, error }];
  });
  if (!isRefusal(answer) && named.length >= errors.length) {
    for (const { link, error } of named) refuse(link, { to, error, room });
    return;
  }
  const middle = Math.ceil(links.length / 2);
  await associate(to, links.slice(0, middle), room);
  await associate(to, links.slice(middle), room);
}

function isAbout(error: ErrorBody, link: Link): boolean {
  const from = contextList(error.context, 'fromObjectId');
  const to = contextList(error.context, 'toObjectId');
  return (from.includes(link.from) && (to.length === 0 || to.includes(link.to))) || (from.length === 0 && to.includes(link.to));
}

function refuse(link: DraftLink, refusal: { readonly to: string; readonly error: ErrorBody; readonly room: Room }): void {
  const what = `the association of ${link.draft.name} with ${refusal.to} ${link.to}`;
  link.draft.problem ??= toFailed(refusal.error, { what, properties: {}, definitions: refusal.room.definitions });
}

async function takeAwayOthers(to: string, links: readonly DraftLink[], room: Room): Promise<void> {
  const wanted = new Map<string, Set<string>>();
  for (const link of links) wanted.set(link.from, (wanted.get(link.from) ?? new Set()).add(link.to));
  const present = new Map<string, readonly string[]>();
  for (const ids of chunksOf([...wanted.keys()], batchLimits.associationsRead)) {
    const part = await room.api.associated({ from: room.object.type, to, ids, signal: room.signal });
    for (const [from, held] of part) present.set(from, held);
  }
  const inputs = [...present].flatMap(([from, held]) => {
    const others = held.filter((id) => !wanted.get(from)?.has(id));
    return others.length === 0 ? [] : [{ from, to: others }];
  });
  for (const chunk of chunksOf(inputs, batchLimits.associationsArchived)) {
    await room.api.dissociate({ from: room.object.type, to, inputs: chunk, signal: room.signal });
  }
}
