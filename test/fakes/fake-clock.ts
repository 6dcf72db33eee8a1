import type { Clock } from '../../src/platform/bridge/worker-thread';

/** Time passes when a test says so. */
export class FakeClock implements Clock {
  #nowMs = 0;
  readonly #alarms = new Set<{ readonly atMs: number; readonly ring: () => void }>();

  now = () => this.#nowMs;

  after = (milliseconds: number, ring: () => void) => {
    const alarm = { atMs: this.#nowMs + milliseconds, ring };
    this.#alarms.add(alarm);
    return () => void this.#alarms.delete(alarm);
  };

  get alarmCount(): number {
    return this.#alarms.size;
  }

  pass(milliseconds: number): void {
    this.#nowMs += milliseconds;
    for (const alarm of [...this.#alarms]) {
      if (alarm.atMs > this.#nowMs || !this.#alarms.delete(alarm)) continue;
      alarm.ring();
    }
  }
}
