import { isoTime } from '../data/iso-time';
import type { Job, JobEvent } from './job';
import { type ReplyHost, statusFields } from './task-reply';
import { isEnd } from './task-status';

/** Phases of a task by the states that they last for. */
const phases: readonly { readonly label: string; readonly states: readonly JobEvent['status'][] }[] = [
  { label: 'queued', states: ['received', 'queued'] },
  { label: 'preparing', states: ['preparing'] },
  { label: 'running', states: ['running', 'cancelling'] },
];

/** Times of a task, from its changes of state. Source: @inferencesh/sdk 0.6.54, TaskTimingsDTO. */
export function taskTimings({ id, status, events, createdAtMs, updatedAtMs }: Job, host: ReplyHost) {
  const endMs = isEnd(status) ? (events.at(-1)?.atMs ?? updatedAtMs) : updatedAtMs;
  const steps = events.map((event, index) => {
    const next = events[index + 1];
    const untilMs = next?.atMs ?? (isEnd(event.status) ? null : endMs);
    return { event, next, untilMs };
  });
  return {
    task_id: id,
    ...statusFields(status, host),
    ...durations(endMs - createdAtMs, 'total_'),
    groups: phases.flatMap(({ label, states }) => {
      const own = steps.filter(({ event }) => states.includes(event.status));
      if (own.length === 0) return [];
      const ms = own.reduce((sum, { event, untilMs }) => sum + ((untilMs ?? event.atMs) - event.atMs), 0);
      const last = own.at(-1)!;
      const end = last.next ? { end_at: isoTime(last.next.atMs) } : {};
      return [{ label, start_at: isoTime(own[0]!.event.atMs), ...end, ...durations(ms) }];
    }),
    events: steps.map(({ event, next, untilMs }) => ({
      status: event.status,
      timestamp: isoTime(event.atMs),
      ...(untilMs === null ? {} : durations(untilMs - event.atMs)),
      ...(next ? { next_status: next.status } : {}),
    })),
  };
}

function durations(milliseconds: number): { duration: string; duration_ms: number };
function durations(
  milliseconds: number,
  prefix: 'total_',
): { total_duration: string; total_duration_ms: number };
function durations(milliseconds: number, prefix = ''): Record<string, string | number> {
  return {
    [`${prefix}duration`]: `${milliseconds / 1000}s`,
    [`${prefix}duration_ms`]: milliseconds,
  };
}
