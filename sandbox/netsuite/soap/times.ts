const pacific = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/Los_Angeles',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

interface Moment {
  readonly day: string;
  readonly time: string;
  readonly offset: string;
}

function inPacific(date: Date): Moment {
  const parts = Object.fromEntries(pacific.formatToParts(date).map(({ type, value }) => [type, value]));
  const day = `${parts.year}-${parts.month}-${parts.day}`;
  const time = `${parts.hour}:${parts.minute}:${parts.second}`;
  const minutes = Math.round((Date.parse(`${day}T${time}Z`) - Math.floor(date.getTime() / 1000) * 1000) / 60_000);
  const hours = String(Math.abs(minutes) / 60).padStart(2, '0');
  return { day, time, offset: `${minutes <= 0 ? '-' : '+'}${hours}:00` };
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
