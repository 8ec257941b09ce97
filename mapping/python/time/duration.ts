import { overflowError } from '../error.js';
import { type Key, markedKey } from '../key.js';
import { PythonObject, type Value } from '../value.js';
import { pad } from './calendar.js';

const perDay = 86_400_000_000n;
const perSecond = 1_000_000n;

/** `timedelta`: a number of microseconds. */
export class Duration extends PythonObject {
  readonly typeName = 'timedelta';
  readonly micros: bigint;

  constructor(micros: bigint) {
    super();
    this.micros = micros;
    if (this.days > 999_999_999n || this.days < -999_999_999n) throw overflowError('days out of range of a timedelta');
  }

  get days(): bigint {
    return floor(this.micros, perDay);
  }

  get seconds(): bigint {
    return (this.micros - this.days * perDay) / perSecond;
  }

  get microseconds(): bigint {
    return this.micros - floor(this.micros, perSecond) * perSecond;
  }

  override get isTrue(): boolean {
    return this.micros !== 0n;
  }

  override key(): Key {
    return markedKey('d', this.micros.toString());
  }

  override equals(other: Value): boolean {
    return other instanceof Duration && other.micros === this.micros;
  }

  override order(other: Value): number | undefined {
    return other instanceof Duration ? Number(this.micros - other.micros) : undefined;
  }

  override repr(): string {
    const parts = [
      ['days', this.days],
      ['seconds', this.seconds],
      ['microseconds', this.microseconds],
    ] as const;
    const shown = parts.filter(([, value]) => value !== 0n).map(([name, value]) => `${name}=${value}`);
    return `datetime.timedelta(${shown.join(', ') || '0'})`;
  }

  override str(): string {
    const { days, microseconds } = this;
    const seconds = Number(this.seconds);
    const clock = `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
    const fraction = microseconds === 0n ? '' : `.${pad(Number(microseconds), 6)}`;
    const prefix = days === 0n ? '' : `${days} day${days === 1n || days === -1n ? '' : 's'}, `;
    return `${prefix}${clock}${fraction}`;
  }
}

function floor(value: bigint, unit: bigint): bigint {
  const quotient = value / unit;
  return value % unit < 0n ? quotient - 1n : quotient;
}

/** `+05:30`, with seconds and fractions where there are some. */
export function offsetText(micros: bigint, separator: ':' | ''): string {
  const magnitude = micros < 0n ? -micros : micros;
  const seconds = Number(magnitude / perSecond);
  const rest = Number(magnitude % perSecond);
  const parts = [pad(Math.floor(seconds / 3600)), pad(Math.floor(seconds / 60) % 60)];
  if (seconds % 60 !== 0 || rest !== 0) parts.push(pad(seconds % 60));
  return `${micros < 0n ? '-' : '+'}${parts.join(separator)}${rest === 0 ? '' : `.${pad(rest, 6)}`}`;
}
