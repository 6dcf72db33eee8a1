import { parseStatus, type TaskStatus } from '../../core/jobs/task-status';
import type { Task } from './job-transport';

/** The state of a task: by its name where it is sent, else by the number of the newer scheme. */
export function statusName({ status, status_text }: Pick<Task, 'status' | 'status_text'>): TaskStatus {
  return parseStatus(status_text ?? status, 'v2');
}
