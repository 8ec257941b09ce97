import { zoneOffsetMs } from '../zones.js';

interface Moment {
  readonly day: string;
  readonly time: string;
  readonly offset: string;
}

function inPacific(date: Date): Moment {
  const offsetMs = zoneOffsetMs('America/Los_Angeles', date.getTime());
  const shown = new Date(date.getTime() + offsetMs).toISOString();
  const hours = String(Math.abs(offsetMs) / 3_600_000).padStart(2, '0');
  return { day: shown.slice(0, 10), time: shown.slice(11, 19), offset: `${offsetMs <= 0 ? '-' : '+'}${hours}:00` };
}

/** A moment as SOAP writes it: in Pacific time, with milliseconds. */
export function soapTime(iso: string): string {
  const date = new Date(iso);
  const { day, time, offset } = inPacific(date);
  return `${day}T${time}.${String(date.getUTCMilliseconds()).padStart(3, '0')}${offset}`;
}

/** A day as SOAP writes it: midnight of that day in Pacific time. */
export function soapDay(day: string): string {
  return `${day}T00:00:00.000${inPacific(new Date(`${day}T08:30:00Z`)).offset}`;
}

/** The Pacific day of a moment. */
export function pacificDay(iso: string): string {
  return inPacific(new Date(iso)).day;
}

const dateTime = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/;

/** A dateTime of XML Schema as UTC. Without an offset it is Pacific time. Absent where it is none. */
export function parseSoapTime(text: string): string | undefined {
  const match = dateTime.exec(text.trim());
  if (match === null) return undefined;
  const [, day = '', time = '', fraction = '', offset] = match;
  const zone = offset ?? inPacific(new Date(`${day}T${time}Z`)).offset;
  const milliseconds = Date.parse(`${day}T${time}${fraction.slice(0, 4)}${zone}`);
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString();
}

/** Fields with a time of day; all other dates are days. */
export function hasTimeOfDay(field: string): boolean {
  return /^(created(Date)?|lastModified(Date)?|dateCreated|modified|noteDate|messageDate|lastQ\w+Change|deletedDate)$/.test(field);
}
