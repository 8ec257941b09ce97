interface WireRecord {
  readonly id: string;
  readonly properties: Readonly<Record<string, string | null>>;
  readonly [field: string]: unknown;
}

interface WireError {
  readonly message?: string;
  readonly context?: unknown;
  readonly [field: string]: unknown;
}

/** An answer of the CRM as a test looks at it; lists that are not there are empty. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly results: readonly WireRecord[];
    readonly errors: readonly WireError[];
    readonly message?: string;
    readonly category?: string;
    readonly correlationId?: string;
    readonly numErrors?: number;
    readonly total?: number;
    readonly policyName?: string;
    readonly paging?: { readonly next: { readonly after: string } };
  };
}

/** Calls a CRM as any client would. */
export function callerOf(url: string, token: string): (method: string, path: string, body?: unknown) => Promise<Answer> {
  return async (method, path, body) => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed = (text.startsWith('{') ? JSON.parse(text) : {}) as Partial<Answer['body']>;
    return { status: response.status, headers: response.headers, body: { results: [], errors: [], ...parsed } };
  };
}
