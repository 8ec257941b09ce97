import { type FauxqsServer, startFauxqs } from 'fauxqs';

/** The stand-in for SQS and S3 that the demo's bridge and files are on. It keeps nothing when it ends. */
export interface Doors {
  readonly url: string;
  stop(): Promise<void>;
}

const region = 'eu-central-1';
const [queue, deadLetters, bucket] = ['datawald_input_queue.fifo', 'datawald_dead_letters.fifo', 'datawald-files'];
const fifo = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };

export async function startDoors(port: number): Promise<Doors> {
  const server: FauxqsServer = await startFauxqs({ port, host: '127.0.0.1', logger: false, defaultRegion: region });
  const { queueArn } = server.createQueue(deadLetters, { region, attributes: fifo });
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArn, maxReceiveCount: '50' });
  server.createQueue(queue, { region, attributes: { ...fifo, RedrivePolicy } });
  server.createBucket(bucket);
  return { url: `http://127.0.0.1:${server.port}`, stop: async () => await server.stop() };
}
