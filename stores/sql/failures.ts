import { types } from 'node:util';
import pg from 'pg';
import { ConnectorError, DataWaldError } from '../../core/errors.js';

/** The store stands among the endpoints where errors name one. */
const endpoint = 'store';

/** Somebody else is writing to the database file. */
export function isBusy(error: unknown): boolean {
  const code = isError(error) ? codeOf(error) : '';
  return code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED');
}

/** Of making the directory. libsql gives no code where it cannot open the file. */
const noPath = new Set(['EEXIST', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS']);

/** What libsql's error means; the error itself where it is none of the known ones. */
export function explainLibsqlError(error: unknown, file: string): unknown {
  if (!isError(error) || error instanceof DataWaldError) return error;
  const code = codeOf(error);
  if (isBusy(error)) {
    return transient(`another process kept the database file ${file} locked for more than 10 seconds; tried again`, error);
  }
  if (code === 'SQLITE_FULL') {
    return transient(`the disk is full: nothing more can be written to ${file}. Free some space; tried again until then`, error);
  }
  if (code.startsWith('SQLITE_CANTOPEN') || noPath.has(code) || error.message.startsWith('ConnectionFailed')) {
    const message = `the database file ${file} cannot be opened; check that the path is a file that this user may write`;
    return new ConnectorError('Config', message, { endpoint, cause: error });
  }
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_READONLY')) {
    const reason = code === 'SQLITE_NOTADB' ? 'is not a database' : 'is read-only';
    return new ConnectorError('Config', `the file ${file} ${reason}; name another one in the settings`, { endpoint, cause: error });
  }
  return error;
}

const lostConnections = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);

/** `pg` gives these no code. */
const lostConnectionTexts = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error',
];

/** What an error of Postgres or of its driver means; `server` is its address without credentials. */
export function explainPostgresError(error: unknown, server: string): unknown {
  if (!isError(error) || error instanceof DataWaldError) return error;
  const code = codeOf(error);
  if (error instanceof pg.DatabaseError) return explainServerError(error, code, server);
  if (lostConnections.has(code) || lostConnectionTexts.some((text) => error.message.startsWith(text))) {
    return transient(`no connection to Postgres at ${server} (${code === '' ? error.message : code}); tried again`, error);
  }
  return error;
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
function explainServerError(error: Error, code: string, server: string): unknown {
  if (code === '53100') return transient(`the disk of Postgres at ${server} is full; tried again until there is space`, error);
  if (code.startsWith('08') || code.startsWith('53') || code.startsWith('57P')) {
    return transient(`Postgres at ${server} is not ready (${error.message}); tried again`, error);
  }
  if (code === '40001' || code === '40P01' || code === '55P03') {
    return transient(`Postgres at ${server} broke off a transaction (${error.message}); tried again`, error);
  }
  if (code.startsWith('28')) {
    const message = `Postgres at ${server} refused the user or password (${error.message}); mend the store's url`;
    return new ConnectorError('Auth', message, { endpoint, cause: error });
  }
  if (code === '3D000') {
    const message = `Postgres at ${server} has no such database (${error.message}); create it, or mend the store's url`;
    return new ConnectorError('Config', message, { endpoint, cause: error });
  }
  return error;
}

function transient(message: string, cause: Error): ConnectorError {
  return new ConnectorError('Transient', message, { endpoint, cause });
}

/** libsql's errors are no native ones, and those of Node's own modules need not be of this realm's class. */
function isError(error: unknown): error is Error {
  return error instanceof Error || types.isNativeError(error);
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
