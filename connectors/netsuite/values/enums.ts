/** Enumerations: the word of the domain, and its id in REST. SOAP takes the word with an underscore in front. */
const tables: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  orderStatus: {
    pendingApproval: 'A',
    pendingFulfillment: 'B',
    cancelled: 'C',
    partiallyFulfilled: 'D',
    pendingBillingPartFulfilled: 'E',
    pendingBilling: 'F',
    fullyBilled: 'G',
    closed: 'H',
  },
  returnStatus: { pendingApproval: 'A', pendingReceipt: 'B' },
  shipStatus: { picked: 'A', packed: 'B', shipped: 'C' },
  commitInventory: { availableQty: '1', completeQty: '2', doNotCommit: '3' },
  weightUnit: { lb: '1', oz: '2', kg: '3', g: '4' },
  noteDirection: { incoming: '1', outgoing: '2' },
  taskPriority: { high: 'HIGH', medium: 'MEDIUM', low: 'LOW' },
  taskStatus: { notStarted: 'NOTSTART', inProgress: 'PROGRESS', completed: 'COMPLETE' },
};

/** What a word of an enumeration may be; for messages. */
export function wordsOf(name: string): readonly string[] {
  return Object.keys(tables[name] ?? {});
}

/** The word of the domain for what was given: the word itself, or SOAP's spelling. Undefined where there is none. */
export function enumWord(name: string, given: string): string | undefined {
  const word = given.replace(/^_/, '');
  const table = tables[name];
  return table === undefined || Object.hasOwn(table, word) ? word : undefined;
}

export function restEnumId(name: string, word: string): string {
  return tables[name]?.[word] ?? word;
}

export function wordOfRestId(name: string, id: string): string {
  return Object.entries(tables[name] ?? {}).find(([, each]) => each === id)?.[0] ?? id;
}
