import { txTypes } from '../../core/tx-type.js';
import type { Connector, ConnectorContext, Endpoint } from '../connector.js';
import { docparser } from '../files/docparser.js';
import type { DocumentParser } from '../files/document-parser.js';
import { pdfTables } from '../files/pdf-table.js';
import { Workshop } from '../files/workshop.js';
import { S3Api } from './api.js';
import { Archive } from './archive.js';
import { checkS3 } from './check.js';
import { Claims } from './claims.js';
import { FileReader } from './file-reader.js';
import { Inbox } from './inbox.js';
import { type S3Settings, type S3SourceSettings, s3Settings } from './settings.js';
import { S3Source } from './source.js';
import { S3Target } from './target.js';

export type { S3Settings } from './settings.js';

/** Amazon S3 and compatible stores: files with rows as a source, one object per entity as a target. */
export const s3: Connector<S3Settings> = {
  name: 's3',
  summary: 'Amazon S3 and compatible stores: reads csv, tsv, xlsx, json, ndjson, xml and pdf files, writes one file per entity',
  settings: s3Settings,
  reads: txTypes,
  writes: txTypes,
  open: openS3,
};

function openS3(settings: S3Settings, context: ConnectorContext): Endpoint {
  const api = new S3Api(settings, context);
  const { source, target } = settings;
  const parser = source === undefined ? undefined : parserOf(source, context);
  return {
    ...(source !== undefined && parser !== undefined && { source: newSource(api, source, { parser, context }) }),
    ...(target !== undefined && { target: new S3Target(api, target) }),
    check: async () => await checkS3(api, settings, context),
    [Symbol.asyncDispose]: async () => {
      await parser?.[Symbol.asyncDispose]();
      await api[Symbol.asyncDispose]();
    },
  };
}

function newSource(
  api: S3Api,
  settings: S3SourceSettings,
  { parser, context }: { parser: DocumentParser; context: ConnectorContext },
): S3Source {
  const { endpointId, now } = context;
  const claims = new Claims({ api, settings, endpointId, now });
  const reader = new FileReader({ api, settings, workshop: new Workshop(), parser, endpointId });
  const archive = new Archive({ api, settings, claims, context });
  return new S3Source({ api, settings, inbox: new Inbox(api, settings), claims, reader, archive, context });
}

function parserOf({ pdf, maxDocumentBytes }: S3SourceSettings, context: ConnectorContext): DocumentParser {
  if (pdf.parser === 'docparser' && pdf.docparser !== undefined)
    return docparser({ settings: pdf.docparser, maxBytes: maxDocumentBytes, context });
  return pdfTables(maxDocumentBytes);
}
