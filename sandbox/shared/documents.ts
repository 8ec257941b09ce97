import Database from 'libsql';

/**
 * Documents (JSON under a kind and an id) in one libsql file, or in memory where no file is named. Reads come from a
 * copy in memory; every write is on disk before it returns, so that what a caller was told survives a killed process.
 * One process per file.
 */
export class DocumentStore implements Disposable {
  readonly #database: Database.Database;
  readonly #write: Database.Statement;
  readonly #remove: Database.Statement;
  readonly #kinds = new Map<string, Map<string, unknown>>();
  #depth = 0;

  /** @param file path of the database; its folder must exist. Absent: nothing is kept */
  constructor(file?: string) {
    this.#database = new Database(file ?? ':memory:');
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    this.#database.exec(
      'CREATE TABLE IF NOT EXISTS document (kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id))',
    );
    this.#write = this.#database.prepare(
      'INSERT INTO document (kind, id, body) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body',
    );
    this.#remove = this.#database.prepare('DELETE FROM document WHERE kind = ? AND id = ?');
  }

  /** The documents of one kind. Their shape is the caller's promise: what is read is what was put. */
  collection<T>(kind: string): DocumentCollection<T> {
    return new DocumentCollection<T>({
      documents: this.#load(kind) as Map<string, T>,
      save: (id, document) => this.#write.run(kind, id, JSON.stringify(document)),
      remove: (id) => this.#remove.run(kind, id),
    });
  }

  /** All writes of `work` are kept, or, where it throws, none. Synchronous; may be nested, the outermost counts. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.#depth += 1;
    this.#database.exec('BEGIN');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      for (const kind of this.#kinds.keys()) this.#reload(kind);
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  close(): void {
    this.#database.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #load(kind: string): Map<string, unknown> {
    const known = this.#kinds.get(kind);
    if (known !== undefined) return known;
    this.#kinds.set(kind, new Map());
    return this.#reload(kind);
  }

  #reload(kind: string): Map<string, unknown> {
    const documents = this.#kinds.get(kind) ?? new Map<string, unknown>();
    documents.clear();
    const rows = this.#database.prepare('SELECT id, body FROM document WHERE kind = ? ORDER BY rowid').all(kind) as {
      id: string;
      body: string;
    }[];
    for (const row of rows) documents.set(row.id, JSON.parse(row.body));
    return documents;
  }
}

interface Backing<T> {
  readonly documents: Map<string, T>;
  readonly save: (id: string, document: T) => unknown;
  readonly remove: (id: string) => unknown;
}

/** The documents of one kind, in the order in which they were first put. What is returned must not be changed. */
export class DocumentCollection<T> {
  readonly #backing: Backing<T>;

  constructor(backing: Backing<T>) {
    this.#backing = backing;
  }

  get size(): number {
    return this.#backing.documents.size;
  }

  get(id: string | number): T | undefined {
    return this.#backing.documents.get(String(id));
  }

  has(id: string | number): boolean {
    return this.#backing.documents.has(String(id));
  }

  all(): IterableIterator<T> {
    return this.#backing.documents.values();
  }

  entries(): IterableIterator<[string, T]> {
    return this.#backing.documents.entries();
  }

  put(id: string | number, document: T): void {
    this.#backing.save(String(id), document);
    this.#backing.documents.set(String(id), document);
  }

  /** True where there was one. */
  delete(id: string | number): boolean {
    if (!this.#backing.documents.has(String(id))) return false;
    this.#backing.remove(String(id));
    return this.#backing.documents.delete(String(id));
  }
}
