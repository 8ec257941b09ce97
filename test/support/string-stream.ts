import { Writable } from 'node:stream';

/** Takes what a command prints. */
export class StringStream extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
