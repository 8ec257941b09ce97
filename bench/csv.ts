import { fork } from 'node:child_process';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { projectRoot } from '../client/cli/dev/project-root.js';
import type { Figure, FigureOptions } from './figure.js';

const defaultRows = 1_000_000;
const mostMegabytes = 300;
const region = 'eu-central-1';
const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };

interface Read {
  readonly rows: number;
  readonly seconds: number;
  readonly megabytes: number;
}

/** A file of a million rows, read page by page as a task does, and the memory of the process that reads it. */
export async function csv({ say, entities = defaultRows }: FigureOptions): Promise<Figure> {
  const server = fork(join(projectRoot, 'dist', 'bench', 'queue-server.js'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  try {
    const url = await new Promise<string>((resolve) => server.once('message', (message) => resolve(message as string)));
    await put(url, entities);
    say(`put ${entities} rows into the bucket`);
    const reader = fork(join(projectRoot, 'dist', 'bench', 'csv-reader.js'), [url], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const read = await new Promise<Read>((resolve, reject) => {
      reader.once('message', (message) => resolve(message as Read));
      reader.once('exit', () => reject(new Error('the reader ended without an answer')));
    });
    if (read.rows !== entities) throw new Error(`${read.rows} rows were read instead of ${entities}`);
    const rowsPerSecond = Math.round(read.rows / read.seconds);
    return {
      results: [{ name: 'csv', rows: read.rows, rowsPerSecond, megabytes: read.megabytes }],
      goals: [
        {
          what: `a file of ${entities} rows takes ${read.megabytes} MB of memory, at most ${mostMegabytes}`,
          isMet: read.megabytes < mostMegabytes,
        },
      ],
    };
  } finally {
    server.kill('SIGKILL');
  }
}

async function put(endpoint: string, rows: number): Promise<void> {
  const client = new S3Client({
    endpoint,
    region,
    credentials: { ...credentials },
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  const Bucket = 'bench-files';
  await client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }));
  const lines = ['order_no,changed_at,customer,city,total,currency'];
  for (let row = 1; row <= rows; row += 1) lines.push(`${row},2026-01-31T09:30:00Z,Customer number ${row},"Łódź, ${row}",${row / 4},EUR`);
  await new Upload({ client, params: { Bucket, Key: 'order/big.csv', Body: Buffer.from(lines.join('\n')) } }).done();
  client.destroy();
}
