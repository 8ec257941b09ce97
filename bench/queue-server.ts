// A stand-in for SQS in a process of its own; tells its parent where it is.
import { startFauxqs } from 'fauxqs';

const server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false, defaultRegion: 'eu-central-1' });
for (const name of ['input', 'dead']) server.createQueue(name, { region: 'eu-central-1' });
process.send?.(`http://127.0.0.1:${server.port}`);
process.once('disconnect', () => process.exit(0));
