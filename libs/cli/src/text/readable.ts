const second = 1000;
const [minute, hour, day] = [60 * second, 3600 * second, 86_400 * second];
const two = (value: number): string => String(value).padStart(2, '0');

/** `850 ms`, `12.3 s`, `4 min 05 s`, `2 h 13 min`, `3 d 4 h`, rounded to what is shown; nothing while there is none. */
export const duration = (ms: unknown): string => {
  if (typeof ms !== 'number') return '';
  const nearest = (unit: number): number => Math.round(ms / unit) * unit;
  if (ms < second) return `${Math.round(ms)} ms`;
  if (nearest(second / 10) < minute) return `${(nearest(second / 10) / second).toFixed(1)} s`;
  if (nearest(second) < hour) return `${Math.floor(nearest(second) / minute)} min ${two((nearest(second) % minute) / second)} s`;
  if (nearest(minute) < day) return `${Math.floor(nearest(minute) / hour)} h ${two((nearest(minute) % hour) / minute)} min`;
  return `${Math.floor(nearest(hour) / day)} d ${(nearest(hour) % day) / hour} h`;
};

/** `2026-03-01 10:00`, in UTC as everywhere in Daybook. */
export const minuteOf = (at: unknown): string => time(at).slice(0, 16);
/** `2026-03-01 10:00:05`, in UTC. */
export const time = (at: unknown): string => (typeof at === 'string' ? at.slice(0, 19).replace('T', ' ') : '');

/** `1.2 MB`. */
export const size = (bytes: unknown): string => {
  if (typeof bytes !== 'number') return '';
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return `${power === 0 ? bytes : (bytes / 1000 ** power).toFixed(1)} ${units[power]}`;
};

/** Four digits after the point at most, more where it would be 0. */
export const decimal = (value: unknown): string => {
  if (typeof value !== 'number') return '';
  if (Number.isInteger(value) || Math.abs(value) >= 1e6) return String(value);
  return Math.abs(value) < 1e-3 ? value.toPrecision(3) : value.toFixed(4);
};

/** Anything in one cell. */
export const plain = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return decimal(value);
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};
