import { txTypes } from '../../core/tx-type.js';
import type { Connector, ConnectorContext, Endpoint } from '../connector.js';
import { checkAccount } from './check.js';
import { customField } from './custom-fields.js';
import { deletionsByQuery, deletionsBySoap } from './deletions.js';
import { RestApi } from './rest/api.js';
import { RestDoor } from './rest/door.js';
import { notesByQuery } from './rest/notes.js';
import { QueryReader } from './rest/reader.js';
import { type NetSuiteSettings, netsuiteSettings } from './settings.js';
import { SoapApi } from './soap/api.js';
import { SoapDoor } from './soap/door.js';
import { filesBySoap } from './soap/files.js';
import { SoapReader } from './soap/reader.js';
import { lookupSelectValues } from './soap/select-values.js';
import { NetSuiteSource } from './source.js';
import { NetSuiteTarget, writableTxTypes } from './target.js';

export type { NetSuiteSettings } from './settings.js';

/** NetSuite as source and target, through SOAP and REST, by one shape of entities. */
export const netsuite: Connector<NetSuiteSettings> = {
  name: 'netsuite',
  summary: 'NetSuite: reads and writes transactions, items and persons over REST and SOAP',
  settings: netsuiteSettings,
  reads: txTypes,
  writes: writableTxTypes,
  customField,
  open: openAccount,
};

function openAccount(settings: NetSuiteSettings, context: ConnectorContext): Endpoint {
  const { transport } = settings;
  const budget = context.budget({ concurrency: settings.limits.concurrency });
  const soap = new SoapApi(settings, context, budget);
  const rest = new RestApi(settings, context, budget);
  const reader = transport.read === 'rest' ? new QueryReader(rest, settings) : new SoapReader(soap, settings, context.endpointId);
  const deletions = transport.deletions === 'soap' ? deletionsBySoap(soap) : deletionsByQuery(rest, settings);
  const restDoor = new RestDoor(rest, async (wanted, signal) => await lookupSelectValues(soap, wanted, signal));
  const others: RestDoor['lookup'] = async (wanted, signal) => await restDoor.lookup(wanted, signal);
  const soapDoor = new SoapDoor({ api: soap, endpointId: context.endpointId, batchSize: settings.writeBatch, others });
  const door = transport.write === 'rest' ? restDoor : soapDoor;
  return {
    target: new NetSuiteTarget({ settings, context, door, saveFiles: filesBySoap(soap, settings) }),
    source: new NetSuiteSource({
      settings,
      context,
      reader,
      readNotes: notesByQuery(rest),
      ...(settings.includeDeletions && { deletions }),
    }),
    check: async () => await checkAccount({ settings, context, rest, soap, reader }),
    [Symbol.asyncDispose]: async () => {
      await soap[Symbol.asyncDispose]();
      await rest[Symbol.asyncDispose]();
    },
  };
}
